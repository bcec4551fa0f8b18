"""Backups in a folder, of a disk that should be another than the database's."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from app.backups.errors import BackupError, explaining, telling
from app.backups.manifest import FILE, NAME
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
            if not self.path.is_dir():
                raise BackupError(f"{self.where} is missing: make it, or mount its disk")
            # Not `glob`, to which what must not be read is empty.
            folders = [each for each in self.path.iterdir() if NAME.fullmatch(each.name) and each.is_dir()]
            return list_paths(f"{each.name}/{file.name}" for each in folders for file in each.iterdir())

    def fetch(self, path: str, to: Path) -> None:
        """Copy one file of a backup into a file."""
        with explaining(f"{self.where} does not give {path}", OSError):
            shutil.copyfile(self.path / path, to)

    def push(self, name: str, files: Sequence[Path], *, drop: Sequence[str], halves: Sequence[str]) -> None:
        """Keep a backup; a machine that stops at any moment leaves it whole or without its manifest."""
        self._drop(halves)
        folder = self.path / name
        with explaining(f"{self.where} cannot be written", OSError):
            # No parents: without its disk, the folder where that is mounted must not become the place.
            folder.mkdir(mode=PRIVATE)
            try:
                for file in files:
                    _keep(file, folder / file.name)
                _sync(self.path)
            except BaseException:
                # On a full disk the half of a backup would take what the site needs to go on.
                shutil.rmtree(folder, ignore_errors=True)
                raise
        self._drop(drop)

    def _drop(self, paths: Sequence[str]) -> None:
        with telling(f"old backups in {self.where} cannot be deleted", OSError):
            for path in paths:
                _drop(self.path / path)


def _drop(file: Path) -> None:
    # What systems that share folders put into each is no file of ours.
    with suppress(FileNotFoundError, IsADirectoryError):
        file.unlink()
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
