"""The states of a task, how each may be reached, and what each means for the row."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from app.core import clock


class State(StrEnum):
    """Where a task stands; people read "waiting" for pending."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE = (State.PENDING, State.RUNNING)
# From which states each may be reached; docs/jobs.md draws it, and a test compares the two.
SOURCES: dict[State, tuple[State, ...]] = {
    State.PENDING: (State.RUNNING, State.FAILED, State.CANCELLED),
    State.RUNNING: (State.PENDING,),
    State.DONE: (State.RUNNING,),
    State.FAILED: (State.PENDING, State.RUNNING),
    State.CANCELLED: (State.PENDING, State.RUNNING),
}
# Reasons of failures that only another file mends.
HOPELESS = ("unreadable", "missing")


def hopeful(reason: Any) -> sa.ColumnElement[bool]:
    """The condition for a column of reasons that another try may help."""
    return sa.or_(reason.is_(None), reason.not_in(HOPELESS))


def consequences_of(to: State) -> dict[str, Any]:
    """What a state means for the other columns."""
    # What an earlier run foresaw is no longer so.
    unknown: dict[str, Any] = {"expected_at": None}
    if to is State.RUNNING:
        return unknown
    if to is State.PENDING:
        # What was sent stays sent: `committed` is left as it is.
        return unknown | {"claim": None}
    return unknown | {"claim": None, "active_key": None, "ended_at": clock.now()}
