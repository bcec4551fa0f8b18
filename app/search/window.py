"""Pages of what was found: the best of each so many newest first.

To put everything that matches in order would mean reading everything that matches. So a window of the newest
is taken, put in order, and shown page by page; behind it comes the next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from flask import current_app

from app.core.pages import BadCursor, Cursor
from app.extensions import db
from app.search import index
from app.search.shelves import Hit, Shelf
from app.search.words import Query

PAGES = 4


@dataclass(frozen=True)
class Place(Cursor):
    """The place before which a window begins, and how many of it have been shown."""

    shown: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `<place>-<shown>`. Raises BadCursor."""
        place, _dash, shown = text.rpartition("-")
        before = Cursor.parse(place)
        if not (shown.isascii() and shown.isdigit() and len(shown) <= len("999")):
            raise BadCursor(text[:100])
        return cls(before.timestamp, before.id, int(shown))

    def __str__(self) -> str:
        return f"{super().__str__()}-{self.shown}"


@dataclass(frozen=True)
class Found:
    """The ids of a page, the best first, and where the next one begins."""

    ids: Sequence[int]
    older: Place | None


NOTHING = Found([], None)
Rank = Callable[[Hit], Any]


def look(
    shelf: Shelf, query: Query, *, rank: Rank, before: Place | None, author_id: int | None = None
) -> Found:
    """A page of a shelf; the higher a hit's rank, the nearer to the front, and then the newer."""
    size = current_app.config["POSTS_PER_PAGE"]
    most = PAGES * size
    kind = index.kind(db.engine.dialect.name)
    hits = kind.newest(shelf, query, author_id=author_id, before=before, most=most + 1)
    if not hits:
        return NOTHING
    window, shown = hits[:most], before.shown if before else 0
    page = sorted(window, key=rank, reverse=True)[shown : shown + size]
    return Found([hit.id for hit in page], _behind(hits, before, shown=shown + size, most=most))


def _behind(hits: Sequence[Hit], before: Place | None, *, shown: int, most: int) -> Place | None:
    if shown < min(len(hits), most):
        # What is written in the meantime is not to push the window on.
        top = before or Place(hits[0].timestamp, hits[0].id + 1)
        return Place(top.timestamp, top.id, shown)
    last = hits[most - 1] if len(hits) > most else None
    return Place(last.timestamp, last.id) if last else None
