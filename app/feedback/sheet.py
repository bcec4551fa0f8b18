"""All reviews as CSV (RFC 4180), some at a time."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.backups.beside import beside
from app.exports.archive import inert
from app.extensions import db
from app.feedback.models import Review

COLUMNS = ("id", "created_at", "name", "review", "comments")
# Where commas are decimal, spreadsheets take other marks for the ends of cells, and quotes within for text.
BEGINS_A_CELL = re.compile(r"(?<=[;|\t\r\n])(?=[\s\"]*[=+@\-\uff1d\uff0b\uff0d\uff20])")
# At 2,000 characters each they take a few megabytes.
BATCH = 500


def init_app(app: Flask) -> None:
    """Have all reviews written beside each backup."""
    beside(app, "reviews.csv", csv_lines)


def csv_lines() -> Iterator[str]:
    """A line with the columns' names, then some reviews at a time, the oldest first. Needs no request.

    Times are ISO 8601 with Z. What a spreadsheet would run has an apostrophe in front.
    """
    yield _csv([COLUMNS])
    last_id = 0
    while rows := _after(last_id):
        yield _csv([_cells(row) for row in rows])
        last_id = rows[-1].id


def _after(last_id: int) -> Sequence[Any]:
    # A query a batch instead of a cursor: a long read would keep databases from being cleaned. A connection
    # of its own: the session of whoever asks, and what is in it, is left alone.
    query = sa.select(*(getattr(Review, name) for name in COLUMNS)).where(Review.id > last_id)
    with db.engine.connect() as connection:
        return connection.execute(query.order_by(Review.id).limit(BATCH)).all()


def _cells(row: Any) -> tuple[Any, ...]:
    moment = row.created_at.isoformat().replace("+00:00", "Z")
    return row.id, moment, _inert(row.name), row.review, _inert(row.comments)


def _inert(text: str) -> str:
    """A cell without a formula, also where a spreadsheet of another country ends a cell within it."""
    return inert(BEGINS_A_CELL.sub("'", text))


def _csv(rows: Sequence[Sequence[Any]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()
