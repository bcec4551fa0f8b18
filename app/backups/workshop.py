"""A folder for temporary files, of which none stay."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from app.backups.errors import explaining

PREFIX = "microblog-backup-"
# What a killed process left; no backup takes so long.
FORGOTTEN_AFTER_S = 24 * 3600


@contextmanager
def workshop() -> Generator[Path]:
    """A folder that is gone afterwards. Raises BackupError if there can be none."""
    with explaining("there is no place for temporary files", OSError):
        _tidy(Path(tempfile.gettempdir()))
        temporary = tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True)
    with temporary as folder:
        yield Path(folder)


@contextmanager
def locked(folder: Path) -> Generator[None]:
    """Wait until nobody else has a folder locked, and lock it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _tidy(parent: Path) -> None:
    for folder in parent.glob(f"{PREFIX}*"):
        if folder.is_dir() and folder.stat().st_mtime < time.time() - FORGOTTEN_AFTER_S:
            # Another user's stays.
            shutil.rmtree(folder, ignore_errors=True)
