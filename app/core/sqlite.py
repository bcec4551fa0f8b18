"""SQLite as a server's database: readers never wait, writers wait their turn, transactions are real."""

import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, event

BUSY_TIMEOUT_MS = 10_000
HURRIED_BUSY_TIMEOUT_MS = 250


def prepare(engine: Engine, *, will_write: Callable[[], bool]) -> None:
    """Set up every connection of an engine, if it is SQLite's; `will_write` tells of the next transaction."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure)
        event.listen(engine, "begin", partial(_begin, will_write=will_write))


@contextmanager
def hurried(connection: Connection) -> Generator[None, None, None]:
    """Wait only a moment for another writer on SQLite; other databases go on as ever."""
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={HURRIED_BUSY_TIMEOUT_MS}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def _configure(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own transaction handling commits before a SAVEPOINT; we begin by ourselves.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection, *, will_write: Callable[[], bool]) -> None:
    # A transaction that reads first and writes later fails at once, whatever the time-out, when another has
    # written in between. One that is known to write takes the lock at its start and waits for it.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if will_write() else "BEGIN DEFERRED")
