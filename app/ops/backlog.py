"""What waits and what runs."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from app.core import clock
from app.extensions import db
from app.jobs.models import Task
from app.jobs.states import ACTIVE, State


class Part(NamedTuple):
    """How many tasks of a kind are in a state, and since when the first of them is wanted."""

    kind: str
    state: State
    number: int
    first_at: datetime | None


class Backlog(NamedTuple):
    """All that is not over."""

    parts: list[Part]

    @classmethod
    def now(cls) -> Backlog:
        """Look at it: what is over is not read."""
        # Asked for both at once, SQLite that knows how many there are reads all, as they stand in order.
        tasks = sa.select(Task.name, Task.state, Task.created_at).where(Task.complete.is_(False))
        active = sa.union_all(*(tasks.where(Task.state == state) for state in ACTIVE)).subquery().c
        parts = sa.select(active.name, active.state, sa.func.count(), sa.func.min(active.created_at))
        grouped = parts.group_by(active.name, active.state).order_by(active.name, active.state)
        return cls([Part(*row) for row in db.session.execute(grouped)])

    def count(self, state: State) -> int:
        """How many tasks are in a state."""
        return sum(part.number for part in self.parts if part.state == state)

    @property
    def oldest_s(self) -> float:
        """For how long the first of those that wait has been waiting, in seconds."""
        first = [part.first_at for part in self.parts if part.state is State.PENDING and part.first_at]
        return max(0, (clock.now() - min(first)).total_seconds()) if first else 0
