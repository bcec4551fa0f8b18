"""SQLite as a server's database: readers never wait, writers wait their turn, transactions are real."""

import random
import sqlite3
import time
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

BUSY_TIMEOUT_MS = 10_000
HURRIED_BUSY_TIMEOUT_MS = 250
BEGIN_TO_WRITE = "BEGIN IMMEDIATE"
LEAST_PAUSE_S = 0.0005
MOST_PAUSE_S = 0.01
# Of a code that says more, the part that all codes of the kind have.
PRIMARY_CODE = 0xFF


def prepare(engine: Engine, *, will_write: Callable[[], bool], hurries: Callable[[], bool]) -> None:
    """Set up every connection of an engine, if it is SQLite's.

    `will_write` tells whether the next transaction writes, and `hurries` whether it then waits only a moment
    for another writer.
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
    if will_write():
        take_turn(driver, (HURRIED_BUSY_TIMEOUT_MS if hurries() else BUSY_TIMEOUT_MS) / 1000)
    else:
        driver.execute("BEGIN DEFERRED").close()


def take_turn(driver: sqlite3.Connection, within_s: float) -> None:
    """Take the lock of all who write. Raises OperationalError if others had it all the time.

    SQLite's own pauses (1, 2, 5, 10 … 100 ms) are long for transactions of a millisecond: two workers with
    small exports slept a fifth of their time.
    """
    until, pause_s = time.monotonic() + within_s, LEAST_PAUSE_S
    driver.execute("PRAGMA busy_timeout=0").close()
    try:
        while (error := _attempt(driver)) and _is_taken(error) and time.monotonic() < until:
            time.sleep(random.uniform(pause_s / 2, pause_s))  # noqa: S311 (nobody gains by guessing it)
            pause_s = min(MOST_PAUSE_S, 1.5 * pause_s)
        if error:
            raise DBAPIError.instance(BEGIN_TO_WRITE, None, error, sqlite3.Error) from error
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}").close()


def _attempt(driver: sqlite3.Connection) -> sqlite3.Error | None:
    """Begin to write; what was in the way."""
    try:
        driver.execute(BEGIN_TO_WRITE).close()
    except sqlite3.Error as error:
        return error
    return None


def _is_taken(error: sqlite3.Error) -> bool:
    return error.sqlite_errorcode & PRIMARY_CODE == sqlite3.SQLITE_BUSY
