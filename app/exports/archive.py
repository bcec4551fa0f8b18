"""The files of an archive: JSON written as it is read from the database, and CSV read from that."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import orjson

from app.exports.contents import Collection, Entry
from app.jobs.progress import Progress

FORMAT = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC
COLUMNS = ("id", "timestamp", "language", "body")
# What a spreadsheet takes for a formula, full-width forms too:
# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def write(collection: Collection, *, to: BinaryIO, on_progress: Progress) -> int:
    """Write `{"<name>": [<entry>, …]}`, an entry a line, times in ISO 8601 with Z; how many there are."""
    total = collection.count()
    done = 0
    to.write(b'{"%s": [' % collection.name.encode())
    for batch in collection.batches():
        to.write(b",\n" if done else b"\n")
        to.write(b",\n".join([orjson.dumps(entry, option=FORMAT) for entry in batch]))
        done += len(batch)
        on_progress(done, max(total, done))
    to.write(b"\n]}\n")
    return done


def read(file: BinaryIO) -> Iterator[Entry]:
    """The entries of a file that `write` wrote."""
    file.seek(0)
    next(file)
    for line in file:
        if line.startswith(b"{"):
            yield orjson.loads(line.rstrip(b",\n"))


class Table:
    """Posts as CSV (RFC 4180), for spreadsheets: the byte-order mark tells Excel that it is UTF-8."""

    def __init__(self, to: BinaryIO) -> None:
        self._text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._text)
        self._rows.writerow(COLUMNS)

    def add(self, entries: Iterable[Entry]) -> None:
        """Write some posts."""
        self._rows.writerows(
            (post["id"], post["timestamp"], inert(post["language"] or ""), inert(post["body"]))
            for post in entries
        )

    def close(self) -> None:
        """Write what is left."""
        self._text.flush()
        self._text.detach()


def inert(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def dumps(thing: Any) -> bytes:
    """A small thing as JSON that people can read."""
    return orjson.dumps(thing, option=FORMAT | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
