"""Room for a restore: only what is empty and ours goes."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app.backups import snapshot
from app.backups.errors import BackupError, NotEmpty, explaining
from app.extensions import db

# Alembic's own table is in no metadata.
VERSIONS = "alembic_version"
# What somebody else has open is not waited for longer than this.
PATIENCE_S = 10


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
