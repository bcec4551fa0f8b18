"""Room for a restore: one at a time, and only what is empty and ours goes."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app.backups import snapshot, sqlite
from app.backups.errors import BackupError, NotEmpty, explaining
from app.backups.workshop import locked
from app.extensions import db

# Alembic's own table is in no metadata.
VERSIONS = "alembic_version"
# Each ends with the connection. PostgreSQL's are the database's own, MariaDB's the server's.
ALONE = {
    "postgresql": "SELECT pg_advisory_lock(7265737430)",
    "mariadb": "SELECT GET_LOCK(CONCAT(DATABASE(), ':restore'), 36000)",
}
# What somebody else has open is not waited for longer than this.
PATIENCE_S = 10


@contextmanager
def alone() -> Generator[None]:
    """Wait until nobody else restores into our database, and keep others waiting."""
    if db.engine.dialect.name == "sqlite":
        folder = sqlite.path_of(db.engine.url).parent
        with explaining(f"{folder} cannot be made", OSError):
            folder.mkdir(parents=True, exist_ok=True)
        with locked(folder):
            yield
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Closed at the end instead of kept for others.
        connection.detach()
        connection.exec_driver_sql(ALONE[snapshot.kind_name()])
        yield


def make() -> None:
    """Drop our tables on a server, with nobody else in them. Raises BackupError if they hold anything."""
    with explaining("the empty tables cannot be dropped", SQLAlchemyError), db.engine.begin() as connection:
        # MariaDB's locks end with the connection.
        connection.detach()
        _refuse_others(connection)
        metadata = sa.MetaData()
        metadata.reflect(connection)
        if metadata.tables:
            _lock(connection, [*metadata.tables])
        if snapshot.has_rows(connection):
            raise NotEmpty
        current_app.logger.info("%s empty tables make room for those of the backup", len(metadata.tables))
        metadata.drop_all(connection, checkfirst=False)


def _refuse_others(connection: sa.Connection) -> None:
    """Raises BackupError if there is a table of somebody else's."""
    others = {*sa.inspect(connection).get_table_names()} - {*db.metadata.tables, VERSIONS}
    if others:
        raise BackupError(f"the database holds tables that are not ours, and is left as it is: {min(others)}")


def _lock(connection: sa.Connection, names: Sequence[str]) -> None:
    quoted = [connection.dialect.identifier_preparer.quote(name) for name in names]
    if snapshot.kind_name() == "postgresql":
        patience = f"SET LOCAL lock_timeout = '{PATIENCE_S}s'"
        lock = f"LOCK TABLE {', '.join(quoted)} IN ACCESS EXCLUSIVE MODE"
    else:
        patience = f"SET lock_wait_timeout = {PATIENCE_S}"
        lock = f"LOCK TABLES {' WRITE, '.join(quoted)} WRITE"
    connection.execute(sa.text(patience))
    connection.execute(sa.text(lock))
