"""Hearing what the database is told."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator

import sqlalchemy as sa

from app import db


@contextlib.contextmanager
def to_sqlite() -> Iterator[list[str]]:
    """What SQLite is told meanwhile, the beginnings and ends of transactions too."""
    told: list[str] = []
    drivers: list[sqlite3.Connection] = []

    def trace(driver: sqlite3.Connection, *_rest) -> None:
        drivers.append(driver)
        driver.set_trace_callback(told.append)

    engine = db.engine
    sa.event.listen(engine, "checkout", trace)
    try:
        yield told
    finally:
        sa.event.remove(engine, "checkout", trace)
        for driver in drivers:
            driver.set_trace_callback(None)


@contextlib.contextmanager
def before_each(hear: Callable[[str], None]) -> Iterator[None]:
    """Meanwhile, call something with each statement before the database gets it."""

    def listen(_connection, _cursor, statement: str, *_rest) -> None:
        hear(statement)

    engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", listen)
    try:
        yield
    finally:
        sa.event.remove(engine, "before_cursor_execute", listen)
