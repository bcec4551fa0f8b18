"""SQLite as a server's database: readers never wait, writers wait their turn, transactions are real."""

import random
import sqlite3
import time
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from sqlalchemy import Connection, Engine, event

BUSY_TIMEOUT_MS = 10_000
HURRIED_BUSY_TIMEOUT_MS = 250
WILL_WRITE = "will_write"
# Between two looks whether the lock is free; the longer, the longer one has waited.
LEAST_PAUSE_S = 0.0005
MOST_PAUSE_S = 0.01
# Of a code that says more, such as SQLITE_BUSY_SNAPSHOT, the part that all codes of the kind have.
PRIMARY_CODE = 0xFF


def prepare(engine: Engine, *, will_write: Callable[[], bool], hurries: Callable[[], bool]) -> None:
    """Set up every connection of an engine, if it is SQLite's.

    `will_write` tells whether the next transaction writes, and `hurries` whether it then waits only a moment
    for another writer. A connection with the option WILL_WRITE says so by itself.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure)
        begin = partial(_begin, will_write=will_write, hurries=hurries)
        # Not when SQLAlchemy begins: it has yet to compile the first statement then.
        event.listen(engine, "before_cursor_execute", begin)


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


def _begin(
    connection: Connection, *_statement: Any, will_write: Callable[[], bool], hurries: Callable[[], bool]
) -> None:
    # A transaction that reads first and writes later fails at once, whatever the time-out, when another has
    # written in between. One that is known to write takes the lock at its start and waits for it.
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    if driver.in_transaction:
        return
    if will_write() or connection.get_execution_options().get(WILL_WRITE):
        take_turn(driver, (HURRIED_BUSY_TIMEOUT_MS if hurries() else BUSY_TIMEOUT_MS) / 1000)
    else:
        driver.execute("BEGIN DEFERRED").close()


def take_turn(driver: sqlite3.Connection, within_s: float) -> None:
    """Take the lock of all who write. Raises sqlite3.OperationalError if others had it all the time.

    SQLite's own pauses (1, 2, 5, 10 … 100 ms) are long for transactions of a millisecond: two workers with
    small exports slept a fifth of their time.
    """
    until, pause_s = time.monotonic() + within_s, LEAST_PAUSE_S
    driver.execute("PRAGMA busy_timeout=0").close()
    try:
        while not _begins_to_write(driver, insists=time.monotonic() >= until):
            time.sleep(random.uniform(pause_s / 2, pause_s))  # noqa: S311 (nobody gains by guessing it)
            pause_s = min(MOST_PAUSE_S, 1.5 * pause_s)
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}").close()


def _begins_to_write(driver: sqlite3.Connection, *, insists: bool) -> bool:
    """Begin to write; whether nobody else does, which is an error for who insists."""
    try:
        driver.execute("BEGIN IMMEDIATE").close()
    except sqlite3.OperationalError as error:
        if insists or error.sqlite_errorcode & PRIMARY_CODE != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
