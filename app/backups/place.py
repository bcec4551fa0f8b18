"""What a place for backups can do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from app.backups.manifest import FILE, NAME

# The files of each backup, by its name; one without a manifest is not finished.
Listing = dict[str, set[str]]


class Place(Protocol):
    """Keeps backups, each under its name. All that it does raises BackupError."""

    # How it is told to people.
    where: str

    def listing(self) -> Listing:
        """What is there."""
        ...

    def fetch(self, path: str, to: Path) -> None:
        """Copy one file of a backup, `name/file`, into a file."""
        ...

    def push(self, name: str, files: Sequence[Path], *, drop: Sequence[str], halves: Sequence[str]) -> None:
        """Keep a backup, all of it or nothing: its manifest is the last of its files. Then drop files.

        What was left over from unfinished backups goes first. What cannot be dropped is only told.
        """
        ...


def list_paths(paths: Iterable[str]) -> Listing:
    """The listing of paths; what is no part of a backup is somebody else's."""
    found: Listing = {}
    for path in paths:
        name, _, file = path.partition("/")
        if NAME.fullmatch(name) and file and "/" not in file:
            found.setdefault(name, set()).add(file)
    return found


def finished(listing: Listing) -> list[str]:
    """The names of whole backups, the oldest first."""
    return sorted(name for name, files in listing.items() if FILE in files)
