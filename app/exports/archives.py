"""Archives: built once for each task, and kept until the task has ended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import TypedDict

from app.core import clock, storage
from app.exports import archive
from app.exports.archive import Progress

FOLDER = "archives"


class Archive(TypedDict):
    """What is known of an archive, as plain JSON."""

    path: str
    count: int
    exported_at: str


def build(user_id: int, *, name: str, on_progress: Progress) -> Archive:
    """Write a user's archive and keep it under a name. Raises OSError or StorageError."""
    with TemporaryFile() as file:
        count = archive.write(user_id, to=file, on_progress=on_progress)
        file.seek(0)
        storage.put(path_of(name), file)
    return {"path": path_of(name), "count": count, "exported_at": clock.now().isoformat()}


def discard(name: str) -> None:
    """Throw an archive away, if there is one."""
    storage.delete(path_of(name))


def names() -> Iterator[str]:
    """The names of all archives that are there."""
    return (PurePosixPath(path).stem for path in storage.paths(FOLDER))


def path_of(name: str) -> str:
    """Where an archive is kept."""
    return f"{FOLDER}/{name}.json"
