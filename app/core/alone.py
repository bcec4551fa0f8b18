"""One at a time: who changes a database as a whole, by a restore or by migrations, does so alone."""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine

# Each ends with the connection. PostgreSQL's are the database's own, MariaDB's the server's.
LOCKS = {
    "postgresql": "SELECT pg_try_advisory_lock(7265737430)",
    "mysql": "SELECT GET_LOCK(CONCAT(DATABASE(), ':restore'), 0)",
}
LOCKS["mariadb"] = LOCKS["mysql"]
ASK_EVERY_S = 0.2

log = logging.getLogger(__name__)


def alone(engine: Engine) -> AbstractContextManager[None]:
    """Wait until nobody else changes the database as a whole, and keep others waiting. Raises OSError."""
    if engine.dialect.name == "sqlite":
        # One that is in memory is nobody else's, but costs no case of its own here.
        folder = Path(engine.url.database or "").parent
        folder.mkdir(parents=True, exist_ok=True)
        return locked(folder)
    return _alone_on_server(engine)


@contextmanager
def locked(folder: Path, *, wait: bool = True) -> Generator[None]:
    """Lock a folder, which ends with the process at the latest. Raises OSError if another has it already."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _alone_on_server(engine: Engine) -> Generator[None]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Closed at the end instead of kept for others.
        connection.detach()
        if not _take(connection):
            log.warning("somebody else migrates or restores this database: waiting for them")
            # In one statement, we would be waited for where PostgreSQL makes an index beside its table.
            while not _take(connection):
                time.sleep(ASK_EVERY_S)
        yield


def _take(connection: Connection) -> bool:
    return bool(connection.exec_driver_sql(LOCKS[connection.dialect.name]).scalar())
