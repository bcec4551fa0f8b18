"""Search on MariaDB: FULLTEXT indexes, and a comparison for what they leave out.

They hold no words of fewer than three letters (`innodb_ft_min_token_size`) and know no signs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from app.core.pages import Cursor
from app.posts.models import Post
from app.search.shelves import Hit, Shelf, hits
from app.search.words import Query, Term

INDEXED_FROM, INDEXED_TO = 3, 84
# What no index helps to find is looked for among so many of the newest.
LOOKED_THROUGH = 20_000
TEXTS = {"post": "body", "user": "username, about_me"}
# An index remembers that no words were left out of it for being common.
ALL_WORDS, FEWER_WORDS = (f"SET SESSION innodb_ft_enable_stopword = {value}" for value in ("OFF", "ON"))


def _make(table: str) -> list[str]:
    return [ALL_WORDS, f"CREATE FULLTEXT INDEX {table}_search ON `{table}` ({TEXTS[table]})", FEWER_WORDS]


MAKE = {table: _make(table) for table in TEXTS}
# The index is full as soon as it is made.
FILL: dict[str, list[str]] = {table: [] for table in TEXTS}
DROP = {table: [f"ALTER TABLE `{table}` DROP INDEX IF EXISTS {table}_search"] for table in TEXTS}
# Writers wait for it, and for a moment nothing is found.
REINDEX = [statement for table in TEXTS for statement in [*DROP[table], *MAKE[table]]]


def newest(
    shelf: Shelf, query: Query, *, author_id: int | None, before: Cursor | None, most: int
) -> Sequence[Hit]:
    """The newest records that match, before a place."""
    rows = shelf.rows()
    if before:
        rows = rows.where(shelf.older(before))
    if author_id is not None:
        rows = rows.where(Post.user_id == author_id)
    required = " ".join(_required(term) for term in query.terms if _is_indexed(term))
    if required:
        rows = rows.where(_matches(TEXTS[shelf.table.name], required))
    elif query.terms:
        rows = rows.where(shelf.table.c.id.in_(_recent(shelf, rows)))
    compared = [_compare(shelf, term) for term in query.terms if not _is_told(term)]
    return hits(rows.where(*compared).limit(most))


def _recent(shelf: Shelf, rows: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    ids = rows.with_only_columns(shelf.table.c.id.label("id")).limit(LOOKED_THROUGH).subquery()
    return sa.select(*ids.c)


def _is_indexed(term: Term) -> bool:
    return INDEXED_FROM <= len(term.words[0]) <= INDEXED_TO


def _is_told(term: Term) -> bool:
    """Whether the index knows all about a term."""
    return _is_indexed(term) and len(term.words) == 1 and not term.sign


def _required(term: Term) -> str:
    # Words hold nothing that means something in there. Of several, the index knows foo_bar as one.
    first, *others = term.words
    return f"+{first}*" if term.begins or others else f"+{first}"


def _matches(columns: str, required: str) -> sa.ColumnElement[bool]:
    return mysql.match(*map(sa.literal_column, columns.split(", ")), against=required).in_boolean_mode()


def _compare(shelf: Shelf, term: Term) -> sa.ColumnElement[bool]:
    """The sign and the words, beside each other and as words of their own; case counts for nothing."""
    between = r"[^[:alnum:]]+"
    end = "" if term.begins else r"(?![[:alnum:]])"
    pattern = term.sign or r"(?<![[:alnum:]])"
    return shelf.shown[-1].op("REGEXP")(pattern + between.join(term.words) + end)
