"""Where archives are kept: a folder, or a bucket; whoever shares the place shares the files.

Not to be used before a fork: the library's threads do not come along.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, BinaryIO

import obstore
from flask import Flask, current_app
from obstore.exceptions import BaseError as StorageError
from obstore.store import LocalStore, from_url

from app.core import clock

__all__ = ["StorageError", "delete", "exists", "init_app", "open_file", "paths", "put"]

FILE_URL = "file://"
# A large file goes up in parts of this size, so many at a time; the parts are held in memory.
PART_BYTES = 5 * 1024 * 1024
PARTS_AT_ONCE = 2
READ_BYTES = 256 * 1024
# A bucket that does not answer is tried again here for a moment, and by the job for as long as it takes.
CLIENT_OPTIONS: Any = {"connect_timeout": timedelta(seconds=5), "timeout": timedelta(seconds=30)}
RETRIES: Any = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}


class _Raw(io.RawIOBase):
    """A kept file as Python reads files."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        content = self._file.read(len(buffer))
        buffer[: len(content)] = bytes(content)
        return len(content)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


def init_app(app: Flask) -> None:
    """Bind the place that STORAGE_URL names."""
    app.extensions["storage"] = _open(app.config["STORAGE_URL"])


def put(path: str, content: BinaryIO) -> None:
    """Keep a file, all of it or nothing. Raises StorageError, as all that follows here may."""
    obstore.put(_store(), path, content, chunk_size=PART_BYTES, max_concurrency=PARTS_AT_ONCE)


def open_file(path: str) -> io.BufferedReader:
    """A file to read from any place in it, some of it in memory at a time. Raises FileNotFoundError."""
    return io.BufferedReader(_Raw(obstore.open_reader(_store(), path)), READ_BYTES)


def exists(path: str) -> bool:
    """Whether there is such a file."""
    try:
        obstore.head(_store(), path)
    except FileNotFoundError:
        return False
    return True


def delete(path: str) -> None:
    """Delete a file; one that is not there is deleted already."""
    try:
        obstore.delete(_store(), path)
    except FileNotFoundError:
        return


def paths(prefix: str, *, older_than: timedelta = timedelta(0)) -> Iterator[str]:
    """The files under a prefix, but for those that came lately."""
    latest = clock.now() - older_than
    for batch in obstore.list(_store(), prefix):
        yield from (entry["path"] for entry in batch if not older_than or entry["last_modified"] < latest)


def _store() -> Any:
    return current_app.extensions["storage"]


def _open(url: str) -> Any:
    if url.startswith(FILE_URL):
        return LocalStore(url.removeprefix(FILE_URL), mkdir=True)
    return from_url(url, client_options=CLIENT_OPTIONS, retry_config=RETRIES)
