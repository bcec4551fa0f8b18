"""The pages on which a person reads an archive: index.html, and older ones if it would be too long."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any, BinaryIO

from app.exports.reader import layout
from app.exports.reader.page import About, Page, Span, path
from app.exports.reader.posts import Posts, Row

# As many as browsers open and search at once without a pause.
PAGE = 10_000
# Or so many bytes, where posts are long.
PAGE_BYTES = 8 * 1024 * 1024
# Posts that were written meanwhile join the newest page, so that three of them get no page of their own.
SLACK = 1_000


class Reader:
    """Writes the pages on which a person reads an archive, while its posts are added, the oldest first."""

    def __init__(
        self, about: About, *, total: int, new_file: Callable[[str], AbstractContextManager[BinaryIO]]
    ) -> None:
        self._about = about
        self._total = total
        self._new_file = new_file
        self._posts = Posts()
        self._rows: list[Row] = []
        self._bytes = 0
        self._older: list[Span] = []
        # The oldest page is the one that is not full, so that the one which opens first is.
        self._room = (total - 1) % PAGE + 1

    def add(self, entry: Mapping[str, Any]) -> None:
        """Add a post, as it is in posts.json."""
        row = self._posts.row(entry)
        if self._rows and self._bytes + len(row.html) > PAGE_BYTES:
            self._write_older(len(self._rows))
        self._rows.append(row)
        self._bytes += len(row.html)
        if len(self._rows) > self._room + SLACK:
            self._write_older(self._room)

    def close(self) -> None:
        """Write the newest page, on which a person begins."""
        span = Span.of(self._rows, first=self._next)
        page = Page(self._about, span, self._older, total=span.last, is_index=True)
        if self._older:
            # The page before this one could not know that no other with a number would follow it.
            self._write(path(page.number), [layout.forwarder()])
        self._write("index.html", layout.page(page, self._rows))

    def _write_older(self, count: int) -> None:
        rows, self._rows = self._rows[:count], self._rows[count:]
        self._bytes = sum(len(row.html) for row in self._rows)
        span = Span.of(rows, first=self._next)
        page = Page(self._about, span, self._older, total=max(self._total, span.last + len(self._rows)))
        self._write(path(page.number), layout.page(page, rows))
        self._older.append(span)
        self._room = PAGE

    @property
    def _next(self) -> int:
        return self._older[-1].last + 1 if self._older else 1

    def _write(self, name: str, parts: Iterable[bytes]) -> None:
        with self._new_file(name) as file:
            file.writelines(parts)
