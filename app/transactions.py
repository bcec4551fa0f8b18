"""Transactions that write: begun so that none fails midway, insisted on, and what is done after them."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from flask import current_app, g
from sqlalchemy import event
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from app.extensions import db

T = TypeVar("T")
INSIST_S = 20
INSIST_EVERY_S = 0.5


def begin_writing(*, hurried: bool = False) -> None:
    """End what was only read, and begin a transaction that writes.

    SQLite gives it the lock at its first statement. One that only then writes would fail at once, however
    patient it is, if another has written in between. With `hurried` it waits only a moment for that lock, as
    somebody waits for the page beside which this is noted; other databases have none that all writers share.
    """
    db.session.rollback()
    g.will_write, g.hurries = True, hurried


@contextmanager
def in_passing(what: str) -> Generator[None]:
    """Write and commit what an answer can do without, and say in the log if a busy database did not take it.

    In a transaction of its own, which on SQLite waits only a moment for other writers.
    """
    try:
        begin_writing(hurried=True)
        yield
        db.session.commit()
    except OperationalError:
        db.session.rollback()
        current_app.logger.warning("%s was not written", what, exc_info=True)


def write_rows(statement: sa.Update | sa.Delete) -> int:
    """Do an UPDATE or a DELETE; how many rows it met (the caller commits).

    What the session has read of them stays as it was read, until it is read again.
    """
    past_session = statement.execution_options(synchronize_session=False)
    return cast("sa.CursorResult[Any]", db.session.execute(past_session)).rowcount


def changes_a_row(statement: sa.Update) -> bool:
    """Whether the row that an UPDATE describes was there to change (the caller commits)."""
    return write_rows(statement) == 1


def insist(write: Callable[[], T]) -> T:
    """Write and commit, again and again while the database is away. Raises OperationalError at last."""
    until = time.monotonic() + INSIST_S
    while True:
        try:
            begin_writing()
            outcome = write()
            db.session.commit()
        except (OperationalError, InterfaceError):
            db.session.rollback()
            if time.monotonic() > until:
                raise
            time.sleep(INSIST_EVERY_S)
        else:
            return outcome


def after_commit(do: Callable[[], None]) -> None:
    """Do something when the current transaction has been committed; never if it is rolled back."""
    db.session().info.setdefault("after_commit", []).append(do)


@event.listens_for(db.session, "after_commit")
def _do_all(session: Session) -> None:
    # The event also tells of a released SAVEPOINT, whose work may yet be rolled back.
    if not session.in_nested_transaction():
        for do in session.info.pop("after_commit", []):
            do()


@event.listens_for(db.session, "after_rollback")
def _forget_all(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop("after_commit", None)
