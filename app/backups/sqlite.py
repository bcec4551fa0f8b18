"""Snapshots of SQLite, by its own online backup."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.engine import URL

from app.backups.errors import BackupError, Damaged, explaining
from app.backups.manifest import READ_BYTES, now_name

FILE = "database.sqlite"
PATIENCE_S = 10
# Counters of SQLite's own, which move when the same is written again.
HEADER_BYTES = 100


def dump(url: URL, folder: Path, *, without: str) -> Path:
    """Write a snapshot of one moment, without the rows of a table. Raises BackupError.

    All in one step: readers keep no writer waiting here, while a backup in several steps begins anew each
    time when somebody has written in between.
    """
    file = folder / FILE
    with (
        explaining("the database cannot be read", sqlite3.Error),
        closing(_connect(path_of(url))) as source,
        closing(sqlite3.connect(file)) as target,
    ):
        _copy(source, target)
        # One file, instead of a log beside it; and what is deleted must not leave traces that differ.
        target.execute("PRAGMA journal_mode=DELETE").close()
        target.execute("PRAGMA secure_delete=ON").close()
        if target.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [without]).fetchone():
            target.execute(f'DELETE FROM "{without}"')  # noqa: S608 (a name of ours)
        target.commit()
    return file


def _copy(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    until = time.monotonic() + PATIENCE_S

    def give_up(status: int, _remaining: int, _total: int) -> None:
        # Python asks again for ever while somebody has the database for himself.
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} and time.monotonic() > until:
            raise BackupError("the database cannot be read: somebody else has locked it")

    source.backup(target, progress=give_up)


def fingerprint(file: Path) -> str:
    """What changes with what is in a snapshot."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        opened.seek(HEADER_BYTES)
        while part := opened.read(READ_BYTES):
            digest.update(part)
    return digest.hexdigest()


def check(file: Path) -> None:
    """Raises Damaged if a snapshot is no sound database."""
    try:
        with closing(_connect(file)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise Damaged(f"{file.name} is no sound database: {error}") from error
    if found != "ok":
        raise Damaged(f"{file.name} is no sound database: {' '.join(found.split())}")


def load(url: URL, file: Path, *, at_last: Callable[[], None]) -> Path | None:
    """Put a snapshot in the place of the database; where the older one is now, if there was any."""
    path = path_of(url)
    with explaining(f"{path} cannot be written", OSError), _beside(path, file) as ready:
        at_last()
        aside = _set_aside(path)
        ready.replace(path)
        return aside


def path_of(url: URL) -> Path:
    """The file of a database. Raises BackupError if it is in memory."""
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise BackupError("DATABASE_URL: only a database in a plain file can be backed up")
    return Path(url.database).absolute()


@contextmanager
def _beside(path: Path, file: Path) -> Generator[Path]:
    """A copy of a snapshot on the disk of the database, from where it needs only another name."""
    ready = path.with_name(f"{path.name}.restoring-{now_name()}")
    try:
        with file.open("rb") as source, ready.open("xb") as target:
            shutil.copyfileobj(source, target, READ_BYTES)
            target.flush()
            os.fsync(target.fileno())
        yield ready
    finally:
        ready.unlink(missing_ok=True)


def _set_aside(path: Path) -> Path | None:
    """Give the present database another name, with what belongs to it."""
    _end_log(path)
    if path.exists() and not path.stat().st_size:
        # Somebody has looked whether there was one, which makes an empty file.
        path.unlink()
    aside = path.with_name(f"{path.name}.replaced-{now_name()}")
    # What a database left behind that is gone would be taken for changes to the new one.
    for end in ("", "-wal", "-shm", "-journal"):
        part = path.with_name(path.name + end)
        if part.exists():
            part.rename(aside.with_name(aside.name + end))
    return aside if aside.exists() else None


def _end_log(path: Path) -> None:
    """Bring what is in the log into the file. Raises BackupError if somebody else has it open."""
    if not path.exists():
        return
    try:
        with closing(_connect(path, patience_s=0)) as connection:
            # SQLite does so for nobody but who is alone.
            connection.execute("PRAGMA journal_mode=DELETE").close()
    except sqlite3.OperationalError as error:
        raise BackupError(f"{path} is in use: stop all processes of the site first ({error})") from error
    except sqlite3.DatabaseError:
        # It is no database any more, and is set aside as it is.
        return


def _connect(path: Path, *, patience_s: float = PATIENCE_S) -> sqlite3.Connection:
    # Not to be made if it is not there.
    connection = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=patience_s)
    connection.isolation_level = None
    return connection
