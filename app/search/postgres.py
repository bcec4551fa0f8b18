"""Search on PostgreSQL: a generated column with the words, and a GIN index over it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from app.core.pages import Cursor
from app.posts.models import Post
from app.search.shelves import Hit, Shelf, hits
from app.search.words import Query, Term

# Read in ten milliseconds. Where one record in three hundred or more matches, these hold enough of them.
LOOKED_THROUGH = 30_000
# Written as characters: whether a backslash in a literal counts is a setting of the server.
ACCENTS = "[\u0300-\u036f]"
BETWEEN = "[!-/:-@[-`{-~\u0080-\u00bf\u00d7\u00f7\u2000-\u206f\u3000-\u303f]+"
TEXTS = {"post": "body", "user": "username || ' ' || coalesce(about_me, '')"}


def _folded(text: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Only words and what is between them: the parser would make addresses and numbers of the rest."""
    # It knows no signs either, so they become words that nobody writes.
    signed = sa.func.replace(sa.func.replace(text, "#", " xhashx "), "@", " xatx ")
    split = sa.func.normalize(signed, sa.literal_column("NFKD"))
    plain = sa.func.regexp_replace(split, ACCENTS, "", "g")
    return sa.func.regexp_replace(plain, BETWEEN, " ", "g")


def _make(table: str) -> list[str]:
    folded = _folded(sa.literal_column(TEXTS[table]))
    text = folded.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    words = f"tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, {text})) STORED"
    return [
        f'ALTER TABLE "{table}" ADD COLUMN {table}_search {words}',
        f'CREATE INDEX {table}_search_gin ON "{table}" USING gin ({table}_search)',
    ]


MAKE = {table: _make(table) for table in TEXTS}
# Column and index are full as soon as they are made.
FILL: dict[str, list[str]] = {table: [] for table in TEXTS}
DROP = {table: [f'ALTER TABLE "{table}" DROP COLUMN IF EXISTS {table}_search'] for table in TEXTS}
# Nobody waits for it.
REINDEX = [f"REINDEX INDEX CONCURRENTLY {table}_search_gin" for table in TEXTS]


def newest(
    shelf: Shelf, query: Query, *, author_id: int | None, before: Cursor | None, most: int
) -> Sequence[Hit]:
    """The newest records that match, before a place.

    The index tells all that match at once, in no order. So the newest records are looked through first: where
    that is not enough, what is looked for is rare, and all of it is soon read.
    """
    rows = shelf.rows()
    if before:
        rows = rows.where(shelf.older(before))
    if author_id is not None:
        rows = rows.where(Post.user_id == author_id)
    if not query.terms:
        return hits(rows.limit(most))
    wanted = reduce(lambda left, right: left.op("&&")(right), map(_phrase, query.terms))
    found = hits(_recent(shelf, rows, wanted).limit(most))
    return found if len(found) == most else hits(_rare(shelf, rows, wanted).limit(most))


def _recent(
    shelf: Shelf, rows: sa.Select[*tuple[Any, ...]], wanted: sa.ColumnElement[Any]
) -> sa.Select[*tuple[Any, ...]]:
    recent = rows.add_columns(_vector(shelf).label("vector")).limit(LOOKED_THROUGH).subquery()
    return sa.select(*[*recent.c][:-1]).where(recent.c.vector.bool_op("@@")(wanted))


def _rare(
    shelf: Shelf, rows: sa.Select[*tuple[Any, ...]], wanted: sa.ColumnElement[Any]
) -> sa.Select[*tuple[Any, ...]]:
    # Kept apart: asked for an order and a limit as well, PostgreSQL would rather go through the whole table
    # in that order, hoping to meet enough soon.
    match = _vector(shelf).bool_op("@@")(wanted)
    found = rows.order_by(None).where(match).cte().prefix_with("MATERIALIZED")
    id_, moment, words = found.c
    return sa.select(id_, moment, words).order_by(moment.desc(), id_.desc())


def _vector(shelf: Shelf) -> sa.ColumnElement[Any]:
    return sa.literal_column(f'"{shelf.table.name}".{shelf.index}', TSVECTOR)


def _phrase(term: Term) -> sa.ColumnElement[Any]:
    # It goes the way of the posts' texts, through the same parser: no sign in it means anything.
    phrase = sa.func.phraseto_tsquery("simple", _folded(sa.literal(term.text)), type_=TSQUERY)
    if not term.begins:
        return phrase
    beginning = sa.cast(sa.cast(phrase, sa.Text) + ":*", TSQUERY)
    return sa.case((sa.func.numnode(phrase) > 0, beginning), else_=phrase)
