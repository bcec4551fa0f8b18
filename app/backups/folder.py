"""Backups in a folder, of a disk that should be another than the database's."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from app.backups.errors import explaining
from app.backups.manifest import FILE
from app.backups.place import Listing, list_paths

# Nothing outside may read what holds everybody's messages.
PRIVATE = 0o700


class Folder:
    """A folder with one folder for each backup."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.where = f"the folder {path}"

    def listing(self) -> Listing:
        """What is there."""
        with explaining(f"{self.where} cannot be read", OSError):
            found = self.path.glob("*/*") if self.path.exists() else ()
            return list_paths(file.relative_to(self.path).as_posix() for file in found)

    def fetch(self, path: str, to: Path) -> None:
        """Copy one file of a backup into a file."""
        with explaining(f"{self.where} does not give {path}", OSError):
            shutil.copyfile(self.path / path, to)

    def push(self, name: str, files: Sequence[Path], *, drop: Sequence[str]) -> None:
        """Keep a backup; a machine that stops at any moment leaves it whole or without its manifest."""
        with explaining(f"{self.where} cannot be written", OSError):
            folder = self.path / name
            folder.mkdir(mode=PRIVATE, parents=True)
            for file in files:
                _keep(file, folder / file.name)
            _sync(self.path)
            for path in drop:
                self._drop(self.path / path)

    def _drop(self, file: Path) -> None:
        file.unlink(missing_ok=True)
        if not any(file.parent.iterdir()):
            file.parent.rmdir()


def _keep(file: Path, to: Path) -> None:
    part = to.with_name(f"{to.name}.part")
    shutil.copyfile(file, part)
    _sync(part)
    part.rename(to)
    if to.name == FILE:
        _sync(to.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
