"""A folder for temporary files, of which none stay."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.backups.errors import explaining
from app.core.alone import locked

PREFIX = "microblog-backup-"
# What is younger may not be locked yet.
NEW_FOR_S = 60


@contextmanager
def workshop() -> Generator[Path]:
    """A folder that is gone afterwards. Raises BackupError if there can be none."""
    with explaining("there is no place for temporary files", OSError):
        _tidy(Path(tempfile.gettempdir()))
        temporary = tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True)
    with temporary as folder, locked(Path(folder)):
        yield Path(folder)


def _tidy(parent: Path) -> None:
    """Delete what killed processes left: the whole database each time."""
    for folder in parent.glob(f"{PREFIX}*"):
        # Another user's stays, and one that somebody works in.
        with suppress(OSError):
            if folder.stat().st_mtime < time.time() - NEW_FOR_S:
                with locked(folder, wait=False):
                    shutil.rmtree(folder, ignore_errors=True)
