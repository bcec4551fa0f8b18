"""SQLite as a server's database: readers never wait, writers wait their turn, transactions are real."""

import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, event

BUSY_TIMEOUT_MS = 10_000
HURRIED_BUSY_TIMEOUT_MS = 250


def prepare(engine: Engine, *, will_write: Callable[[], bool], hurries: Callable[[], bool]) -> None:
    """Set up every connection of an engine, if it is SQLite's.

    `will_write` tells whether the next transaction writes, and `hurries` whether it then waits only a moment
    for another writer.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure)
        event.listen(engine, "begin", partial(_begin, will_write=will_write, hurries=hurries))


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


def _begin(connection: Connection, *, will_write: Callable[[], bool], hurries: Callable[[], bool]) -> None:
    # A transaction that reads first and writes later fails at once, whatever the time-out, when another has
    # written in between. One that is known to write takes the lock at its start and waits for it.
    if not will_write():
        connection.exec_driver_sql("BEGIN DEFERRED")
        return
    with _hurried(connection) if hurries() else nullcontext():
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _hurried(connection: Connection) -> Generator[None, None, None]:
    connection.exec_driver_sql(f"PRAGMA busy_timeout={HURRIED_BUSY_TIMEOUT_MS}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
