"""Search on SQLite: FTS5 tables that triggers keep in step.

A row's number in the index is the day of its record, then the record's id, so that the index itself is in
order of time and a page is read without sorting. The index keeps no copy of the texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.core.pages import MOST_ID, Cursor
from app.core.types import UtcDateTime
from app.search.shelves import POSTS, Hit, Shelf, hits
from app.search.words import Query, Term

IDS = MOST_ID + 1
# An author's mark cannot be written in a post: there, the signs stand alone.
POST_NUMBER = f"CAST(julianday({{row}}.timestamp) AS INTEGER) * {IDS} + {{row}}.id"
POST_WORDS = "'@@' || {row}.user_id || ' ' || replace(replace({row}.body, '#', ' # '), '@', ' @ ')"
PERSON_WORDS = "{row}.username || ' ' || coalesce({row}.about_me, '')"
# Accents count for nothing, marks that make a letter do; the signs are words.
TOKENS = """tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co M*' tokenchars '#@'" """
OPTIONS = f"content = '', columnsize = 0, prefix = '3', {TOKENS}"


NUMBERS = {"post": POST_NUMBER, "user": "{row}.id"}
TEXTS = {"post": POST_WORDS, "user": PERSON_WORDS}
COLUMNS = {"post": "id, body, timestamp, user_id", "user": "id, username, about_me"}


def _add(table: str, row: str) -> str:
    values = f"{NUMBERS[table]}, {TEXTS[table]}".format(row=row)
    return f"INSERT INTO {table}_search (rowid, words) SELECT {values}"


def _remove(table: str, row: str) -> str:
    values = f"'delete', {NUMBERS[table]}, {TEXTS[table]}".format(row=row)
    return f"INSERT INTO {table}_search ({table}_search, rowid, words) SELECT {values}"


def _make(table: str) -> list[str]:
    new, old = _add(table, "new"), _remove(table, "old")
    on = f"CREATE TRIGGER {table}_search"
    return [
        f"CREATE VIRTUAL TABLE {table}_search USING fts5 (words, {OPTIONS})",
        f'{on}_insert AFTER INSERT ON "{table}" BEGIN {new}; END',
        f'{on}_delete AFTER DELETE ON "{table}" BEGIN {old}; END',
        f'{on}_update AFTER UPDATE OF {COLUMNS[table]} ON "{table}" BEGIN {old}; {new}; END',
    ]


def _fill(table: str) -> list[str]:
    # In the order of its numbers, as the index is then written in one go.
    return [
        f"INSERT INTO {table}_search ({table}_search) VALUES ('delete-all')",  # noqa: S608 (our own names)
        f'{_add(table, "source")} FROM "{table}" AS source ORDER BY 1',
    ]


def _drop(table: str) -> list[str]:
    triggers = [f"DROP TRIGGER IF EXISTS {table}_search_{event}" for event in ("insert", "delete", "update")]
    return [*triggers, f"DROP TABLE IF EXISTS {table}_search"]


MAKE = {table: _make(table) for table in NUMBERS}
FILL = {table: _fill(table) for table in NUMBERS}
DROP = {table: _drop(table) for table in NUMBERS}
# Writers wait for it, readers do not.
REINDEX = [*FILL["post"], *FILL["user"]]


def newest(
    shelf: Shelf, query: Query, *, author_id: int | None, before: Cursor | None, most: int
) -> Sequence[Hit]:
    """The newest records that match, before a place."""
    number = sa.column("rowid", sa.BigInteger)
    index = sa.table(shelf.index, number, sa.column(shelf.index, sa.Text))
    here = shelf.table.c.id == number.op("&")(MOST_ID)
    found = sa.select(*shelf.shown).select_from(index.join(shelf.table, here))
    found = found.where(index.c[shelf.index].op("MATCH")(_match(query, author_id)))
    if before:
        found = found.where(number < _number(shelf, before))
    return hits(found.order_by(number.desc()).limit(most))


def _match(query: Query, author_id: int | None) -> str:
    author = [] if author_id is None else [f'"@@{author_id}"']
    return " AND ".join([*author, *map(_quoted, query.terms)])


def _quoted(term: Term) -> str:
    # Words hold neither quotation marks nor anything else that means something in there.
    return f'"{term.text}"' + ("*" if term.begins else "")


def _number(shelf: Shelf, place: Cursor) -> sa.ColumnElement[Any]:
    if shelf is not POSTS:
        return sa.literal(place.id)
    day = sa.cast(sa.func.julianday(sa.literal(place.timestamp, UtcDateTime)), sa.Integer)
    return day * IDS + place.id
