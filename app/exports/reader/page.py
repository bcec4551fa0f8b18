"""What a page is about, which posts it holds, and where its neighbours are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from app.exports.reader.posts import Row


class About(NamedTuple):
    """What an archive is, beside its posts; `scope` says in words which were asked for, if not all."""

    username: str
    exported_at: datetime
    scope: str = ""


class Span(NamedTuple):
    """Posts in a row: the numbers of the first and the last, where the oldest of all is 1, and their days."""

    first: int
    last: int
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, rows: Sequence[Row], *, first: int) -> Span:
        """The span of rows, sorted by time, of which the first has this number."""
        last = first + len(rows) - 1
        return cls(first, last, since=rows[0].day, until=rows[-1].day) if rows else cls(first, last)

    @property
    def size(self) -> int:
        """How many posts there are."""
        return self.last - self.first + 1


class Page(NamedTuple):
    """One of the pages of an archive; `older` are the spans of those before it, the oldest first."""

    about: About
    span: Span
    older: Sequence[Span]
    total: int
    is_index: bool = False

    @property
    def number(self) -> int:
        """Its number among the pages, where the oldest is 1."""
        return len(self.older) + 1

    @property
    def is_alone(self) -> bool:
        """Whether it is all there is."""
        return self.is_index and not self.older

    def link(self, number: int) -> str:
        """The way from here to another page, which is not the index."""
        return path(number) if self.is_index else path(number).removeprefix("pages/")


def path(number: int) -> str:
    """Where an older page is in the archive."""
    return f"pages/{number:04}.html"
