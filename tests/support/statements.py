"""Hearing what the database is told."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import sqlalchemy as sa

from app import db


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
