"""Where archives are kept: a folder, or a bucket; whoever shares the place shares the files.

Not to be used before a fork: the library's threads do not come along.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Generator, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import obstore
from flask import Flask, current_app
from obstore.exceptions import BaseError as StorageError
from obstore.store import LocalStore, from_url

from app.core import clock

__all__ = [
    "StorageError",
    "delete",
    "delete_from",
    "init_app",
    "open_file",
    "open_store",
    "panics_as_errors",
    "paths",
    "put",
    "put_into",
    "size",
]

FILE_URL = "file://"
# A large file goes up in parts of this size, and buckets take none smaller. One at a time is held in memory.
PART_BYTES = 5 * 1024 * 1024
PARTS_AT_ONCE = 1
READ_BYTES = 256 * 1024
# A bucket that does not answer is tried again here for a moment, and by the job for as long as it takes.
RETRIES: Any = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}
CONNECT_TIMEOUT_S = 5
# Where its kind of panic is from: nobody can import that.
PANICS = "pyo3_runtime"
# What the library calls a file in a folder while it is being written. It lists none of these itself.
UNFINISHED = re.compile(r"#[0-9]+$")


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


@contextlib.contextmanager
def panics_as_errors() -> Generator[None]:
    """Raise StorageError where the library panics, which is no Exception: it would end whole threads."""
    try:
        yield
    except BaseException as panic:
        if type(panic).__module__ != PANICS:
            raise
        raise StorageError(str(panic)) from panic


def init_app(app: Flask) -> None:
    """Bind the place that STORAGE_URL names."""
    app.extensions["storage"] = open_store(
        app.config["STORAGE_URL"], timeout_s=app.config["STORAGE_TIMEOUT_S"]
    )


def put(path: str, content: BinaryIO) -> None:
    """Keep a file, all of it or nothing. Raises StorageError, as all that follows here may."""
    put_into(_store(), path, content)


@panics_as_errors()
def put_into(store: Any, path: str, content: BinaryIO | Path) -> None:
    """Keep a file in another place than the configured one."""
    obstore.put(store, path, content, chunk_size=PART_BYTES, max_concurrency=PARTS_AT_ONCE)


@panics_as_errors()
def open_file(path: str) -> io.BufferedReader:
    """A file to read from any place in it, some of it in memory at a time. Raises FileNotFoundError."""
    return io.BufferedReader(_Raw(obstore.open_reader(_store(), path)), READ_BYTES)


@panics_as_errors()
def size(path: str) -> int | None:
    """The size of a file in bytes; None if there is none."""
    try:
        return obstore.head(_store(), path)["size"]
    except FileNotFoundError:
        return None


def delete(path: str) -> None:
    """Delete a file; one that is not there is deleted already."""
    if UNFINISHED.search(path):
        _discard(_folder() / path)
        return
    delete_from(_store(), path)


@panics_as_errors()
def delete_from(store: Any, path: str) -> None:
    """Delete a file in another place than the configured one."""
    with contextlib.suppress(FileNotFoundError):
        obstore.delete(store, path)


def paths(prefix: str, *, older_than: timedelta = timedelta(0)) -> Iterator[str]:
    """The files under a prefix but for those that came lately, with what killed processes were writing."""
    latest = clock.now() - older_than
    with panics_as_errors():
        for batch in obstore.list(_store(), prefix):
            yield from (entry["path"] for entry in batch if not older_than or entry["last_modified"] < latest)
    if isinstance(_store(), LocalStore):
        yield from _unfinished(prefix, until=latest if older_than else None)


def _unfinished(prefix: str, *, until: datetime | None) -> Iterator[str]:
    for folder, _folders, names in os.walk(_folder() / prefix):
        for file in (Path(folder, name) for name in names if UNFINISHED.search(name)):
            # One that has gone meanwhile is finished, or was thrown away by somebody else.
            with contextlib.suppress(FileNotFoundError):
                if until is None or file.stat().st_mtime < until.timestamp():
                    yield file.relative_to(_folder()).as_posix()


def _discard(file: Path) -> None:
    file.unlink(missing_ok=True)
    # Its folder stays if there is something else in it.
    with contextlib.suppress(OSError):
        file.parent.rmdir()


def _store() -> Any:
    return current_app.extensions["storage"]


def _folder() -> Path:
    return Path(_store().prefix)


def open_store(url: str, *, timeout_s: int) -> Any:
    """The library's object for a place. Raises StorageError, or ValueError for what is no address."""
    if url.startswith(FILE_URL):
        return LocalStore(url.removeprefix(FILE_URL), mkdir=True, automatic_cleanup=True)
    options: Any = {
        "connect_timeout": timedelta(seconds=CONNECT_TIMEOUT_S),
        "timeout": timedelta(seconds=timeout_s),
        # Whoever names an endpoint that begins with http:// means it. The library forgets AWS_ALLOW_HTTP
        # where it is given any options.
        "allow_http": True,
    }
    return from_url(url, client_options=options, retry_config=RETRIES)
