"""Snapshots: the database at one moment, as a file, while the application goes on writing."""

from __future__ import annotations

import gzip
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.engine import URL

from app.backups import mariadb, postgres, sqlite
from app.backups.errors import BackupError, Damaged, explaining
from app.backups.manifest import READ_BYTES
from app.extensions import db
from app.jobs.lease import Lease

# Leases change while nobody does anything, and say nothing to a site that begins again.
WITHOUT = Lease.__tablename__
PACKED = ".gz"
# Most of what the hardest level takes off, in a fraction of its time.
LEVEL = 6


class Kind(Protocol):
    """How databases of a kind are dumped and loaded; a module for each."""

    @property
    def FILE(self) -> str:  # noqa: N802 (a constant of the module)
        """What a snapshot is called."""
        ...

    def dump(self, url: URL, folder: Path, *, without: str) -> Path:
        """Write a snapshot of one moment, without the rows of a table."""
        ...

    def fingerprint(self, file: Path) -> str:
        """What changes with what is in a snapshot."""
        ...

    def check(self, file: Path) -> None:
        """Raises Damaged if a snapshot is not sound."""
        ...

    def load(self, url: URL, file: Path, *, at_last: Callable[[], None]) -> Path | None:
        """Put a snapshot where the database was; where that is now, if there was any."""
        ...


KINDS: dict[str, Kind] = {"sqlite": sqlite, "postgresql": postgres, "mariadb": mariadb}


def kind_name() -> str:
    """The kind of our database."""
    backend = db.engine.url.get_backend_name()
    return "mariadb" if backend == "mysql" else backend


def take(folder: Path) -> Path:
    """Write a snapshot into a folder. Raises BackupError."""
    with explaining("no snapshot can be made", OSError):
        return KINDS[kind_name()].dump(db.engine.url, folder, without=WITHOUT)


def fingerprint(file: Path) -> str:
    """What changes with what is in a snapshot of our database."""
    with explaining("the snapshot cannot be read", OSError):
        return KINDS[kind_name()].fingerprint(file)


def check(file: Path) -> None:
    """Raises Damaged if a snapshot of our database is not sound: then the database is not either."""
    KINDS[kind_name()].check(file)


def schema() -> str | None:
    """The last migration of our database, if it has any."""
    with db.engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return connection.scalar(sa.text("SELECT version_num FROM alembic_version"))


def holds_data() -> bool:
    """Whether there is anything in our tables, but for leases. Raises BackupError for half a snapshot."""
    if kind_name() == "sqlite" and not sqlite.path_of(db.engine.url).exists():
        # To look would make it, and change what is left of one that is gone.
        return False
    refuse_half()
    with db.engine.connect() as connection:
        return has_rows(connection)


def refuse_half() -> None:
    """Raises BackupError if the database holds half a snapshot."""
    if kind_name() == "mariadb" and sa.inspect(db.engine).has_table(mariadb.LOADING):
        raise BackupError(
            "a backup is being restored into the database, or that broke off: if nobody is at it, make the "
            "database anew, and restore again"
        )


def has_rows(connection: sa.Connection) -> bool:
    """Whether a connection sees anything in our tables, but for leases."""
    there = {*sa.inspect(connection).get_table_names()} - {WITHOUT}
    tables = [table for table in db.metadata.sorted_tables if table.name in there]
    return any(_has_row(connection, table) for table in tables)


def pack(file: Path) -> Path:
    """Compress a file, in its place."""
    packed = file.with_name(file.name + PACKED)
    with (
        explaining("the snapshot cannot be packed", OSError),
        file.open("rb") as source,
        gzip.open(packed, "wb", LEVEL) as packing,
    ):
        shutil.copyfileobj(source, packing, READ_BYTES)
    file.unlink()
    return packed


def unpack(packed: Path, *, kind: str) -> Path:
    """Unpack a snapshot and look whether it is sound. Raises Damaged."""
    if kind not in KINDS:
        raise BackupError(f"{packed.name}: nothing is known of a database called {kind}")
    file = packed.with_name(KINDS[kind].FILE)
    try:
        with gzip.open(packed) as source, file.open("wb") as target:
            shutil.copyfileobj(source, target, READ_BYTES)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Damaged(f"{packed.name} cannot be unpacked: {error}") from error
    except OSError as error:
        raise BackupError(f"{packed.name} cannot be unpacked: {error}") from error
    KINDS[kind].check(file)
    return file


def load(file: Path, *, at_last: Callable[[], None]) -> Path | None:
    """Put a snapshot where our database is; where the older one is now, if there was any.

    Just before, `at_last` looks whether that may be.
    """

    def look() -> None:
        db.session.remove()
        at_last()
        db.engine.dispose()

    return KINDS[kind_name()].load(db.engine.url, file, at_last=look)


def _has_row(connection: sa.Connection, table: sa.Table) -> bool:
    return connection.scalar(sa.select(sa.literal(1)).select_from(table).limit(1)) is not None
