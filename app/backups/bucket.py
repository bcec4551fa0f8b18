"""Backups in a bucket."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import obstore

from app.backups.errors import explaining, telling
from app.backups.manifest import READ_BYTES
from app.backups.place import Listing, list_paths
from app.core import storage

# What the library raises: its own errors, and Python's for what is not there or is no address.
ERRORS = (storage.StorageError, OSError, ValueError)


class Bucket:
    """A bucket, or a folder in it."""

    def __init__(self, url: str, *, timeout_s: int) -> None:
        self.where = url
        with explaining(f"BACKUP_URL: {url} names no bucket", *ERRORS):
            self._store: Any = storage.open_store(url, timeout_s=timeout_s)

    def listing(self) -> Listing:
        """What is there."""
        with explaining(f"{self.where} cannot be listed", *ERRORS), storage.panics_as_errors():
            return list_paths(entry["path"] for batch in obstore.list(self._store) for entry in batch)

    def fetch(self, path: str, to: Path) -> None:
        """Copy one file of a backup into a file."""
        with (
            explaining(f"{self.where} does not give {path}", *ERRORS),
            storage.panics_as_errors(),
            to.open("wb") as file,
        ):
            for part in obstore.get(self._store, path).stream(min_chunk_size=READ_BYTES):
                file.write(part)

    def push(self, name: str, files: Sequence[Path], *, drop: Sequence[str], halves: Sequence[str]) -> None:
        """Keep a backup, one file after the other."""
        self._drop(halves)
        with explaining(f"{self.where} cannot be written", *ERRORS):
            for file in files:
                storage.put_into(self._store, f"{name}/{file.name}", file)
        self._drop(drop)

    def _drop(self, paths: Sequence[str]) -> None:
        with telling(f"old backups in {self.where} cannot be deleted", *ERRORS):
            for path in paths:
                storage.delete_from(self._store, path)
