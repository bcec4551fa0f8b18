"""Files that were uploaded, kept until the task that reads them has ended."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from app.core import clock, storage
from app.extensions import db
from app.jobs.models import Task

FOLDER = "imports"
# A file is there before its task is.
BEING_ASKED_FOR = timedelta(hours=1)
KEPT_FOR_ANOTHER_TRY = timedelta(days=1)


def keep(task_id: str, file: IO[bytes]) -> None:
    """Keep a file for a task that is about to be asked for. Raises OSError or StorageError."""
    storage.put(_path(task_id), cast("BinaryIO", file))


def open_file(task_id: str) -> io.BufferedReader:
    """The file of a task. Raises FileNotFoundError, OSError or StorageError."""
    return storage.open_file(_path(task_id))


def discard_read(task_id: str) -> None:
    """Throw the file of a task that has ended away, unless the task may soon be tried again."""
    task = db.session.get(Task, task_id)
    if (
        task is None
        or not task.ended_at
        or clock.now() - task.ended_at > KEPT_FOR_ANOTHER_TRY
        or not task.retryable
    ):
        discard(task_id)


def discard(task_id: str) -> None:
    """Throw the file of a task away, if there is one."""
    storage.delete(_path(task_id))


def forgotten() -> Iterator[str]:
    """The tasks of which there is a file, but for those that may be about to be asked for."""
    return (PurePosixPath(path).name for path in storage.paths(FOLDER, older_than=BEING_ASKED_FOR))


def _path(task_id: str) -> str:
    return f"{FOLDER}/{task_id}"
