"""Migrations of a database that people use meanwhile: none waits long for what somebody else has."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

# Whoever asks for a table while a migration waits for it waits behind it.
PATIENCE_S = 5
PATIENCE = {
    "postgresql": f"SET lock_timeout = '{PATIENCE_S}s'",
    "mysql": f"SET lock_wait_timeout = {PATIENCE_S}, innodb_lock_wait_timeout = {PATIENCE_S}",
}
PATIENCE["mariadb"] = PATIENCE["mysql"]
# What PostgreSQL, MariaDB and SQLite say when the time is over.
LOCK_NOT_AVAILABLE, IN_USE = "55P03", ("Lock wait timeout", "database is locked")


class InUse(Exception):
    """Somebody has a table that a migration needs; the message is a line for the operator."""


@contextmanager
def patiently(connection: Connection) -> Generator[None]:
    """Wait so long for what others have, and no longer. Raises InUse."""
    if connection.dialect.name in PATIENCE:
        connection.exec_driver_sql(PATIENCE[connection.dialect.name])
        connection.commit()
    try:
        yield
    except OperationalError as error:
        if not _is_in_use(error):
            raise
        raise InUse(
            "Somebody else has had a table for too long, and this migration gave up rather than keep"
            " everybody waiting behind it. Those before it are done: try again."
        ) from error


def _is_in_use(error: OperationalError) -> bool:
    # PostgreSQL may speak another language, but has one number for it.
    by_number = getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE
    return by_number or any(words in str(error.orig) for words in IN_USE)


def make_index(name: str, table: str, columns: Sequence[str]) -> None:
    """Make an index on a table that people write to meanwhile; an earlier migration may have been cut off."""
    if op.get_context().dialect.name != "postgresql":
        if name not in {index["name"] for index in sa.inspect(op.get_bind()).get_indexes(table)}:
            op.create_index(name, table, [*columns])
        return
    # Beside those who write, which PostgreSQL can in no transaction.
    with op.get_context().autocommit_block():
        # It waits for all that is under way, and nobody waits behind it.
        op.execute("SET lock_timeout = 0")
        # One that broke off on its way is there, and of no use.
        op.drop_index(name, table, if_exists=True, postgresql_concurrently=True)
        op.create_index(name, table, [*columns], postgresql_concurrently=True)
        op.execute(PATIENCE["postgresql"])
