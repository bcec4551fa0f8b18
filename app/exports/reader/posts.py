"""Posts as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

from app.exports.reader import words

# What no HTML page may hold, even escaped: most control characters, and code points that are no characters.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
INSTEAD = "\N{REPLACEMENT CHARACTER}"


class Row(NamedTuple):
    """A post, ready to be written."""

    day: str
    html: bytes


class Posts:
    """Makes posts into rows."""

    def __init__(self) -> None:
        self._day = self._day_words = ""

    def row(self, entry: Mapping[str, Any]) -> Row:
        """The row of an entry of posts.json."""
        timestamp: str = entry["timestamp"]
        day = timestamp[:10]
        # Neighbours are mostly of one day, and naming it in a language costs more than all the rest.
        if day != self._day:
            self._day, self._day_words = day, escape(words.day(day))
        return Row(day, self._html(entry, timestamp).encode())

    def _html(self, entry: Mapping[str, Any], timestamp: str) -> str:
        language = f' lang="{escape(entry["language"])}"' if entry["language"] else ""
        anchor = f"post-{entry['id']:d}"
        # Browsers refuse microseconds in `datetime`, so it ends with the seconds.
        return (
            f'<article id="{anchor}">\n<p><a href="#{anchor}"><time datetime="{timestamp[:19]}Z">'
            f"{self._day_words}, {timestamp[11:16]} UTC</time></a></p>\n"
            f'<p class="words" dir="auto"{language}>{_text(entry["body"])}</p>\n</article>\n'
        )


def sections(rows: Sequence[Row]) -> Iterator[bytes]:
    """Rows that are sorted by time: the newest first, a section for each month."""
    for key, group in groupby(reversed(rows), key=_month):
        name = escape(words.month(f"{key}-01"))
        yield f'<section aria-labelledby="month-{key}">\n<h2 id="month-{key}">{name}</h2>\n<div>\n'.encode()
        yield from (row.html for row in group)
        yield b"</div>\n</section>\n"


def _month(row: Row) -> str:
    return row.day[:7]


def _text(body: str) -> str:
    # A carriage return stays: browsers take it for the end of a line, which it was.
    text = escape(body, quote=False)
    # Most posts have nothing of the kind, and asking first is ten times as fast.
    return text if text.isprintable() else UNPRINTABLE.sub(INSTEAD, text)
