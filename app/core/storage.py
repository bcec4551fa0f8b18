"""Where archives are kept: a folder, or a bucket; whoever shares the place shares the files.

Not to be used before a fork: the library's threads do not come along.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import obstore
from flask import Flask, current_app
from obstore.exceptions import BaseError as StorageError
from obstore.store import LocalStore, from_url

__all__ = ["StorageError", "delete", "exists", "init_app", "paths", "put", "read"]

FILE_URL = "file://"


def init_app(app: Flask) -> None:
    """Bind the place that STORAGE_URL names."""
    app.extensions["storage"] = _open(app.config["STORAGE_URL"])


def put(path: str, content: BinaryIO) -> None:
    """Keep a file, all of it or nothing. Raises StorageError, as all that follows here may."""
    obstore.put(_store(), path, content)


def read(path: str) -> bytes:
    """The content of a file. Raises FileNotFoundError."""
    return bytes(obstore.get(_store(), path).bytes())


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


def paths(prefix: str) -> Iterator[str]:
    """The files under a prefix."""
    for batch in obstore.list(_store(), prefix):
        yield from (entry["path"] for entry in batch)


def _store() -> Any:
    return current_app.extensions["storage"]


def _open(url: str) -> Any:
    if url.startswith(FILE_URL):
        return LocalStore(url.removeprefix(FILE_URL), mkdir=True)
    return from_url(url)
