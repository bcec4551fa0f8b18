"""How many tasks ended in each minute of the last hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.core import clock
from app.extensions import db
from app.jobs.models import Task
from app.jobs.states import State

MINUTES = 60
HEIGHT = 100
# As they stand on each other, the first at the bottom.
ENDS = (State.DONE, State.FAILED, State.CANCELLED)


class Minute(NamedTuple):
    """What ended in a minute."""

    begins_at: datetime
    numbers: dict[State, int]

    @property
    def total(self) -> int:
        """How many tasks."""
        return sum(self.numbers.values())


class Bar(NamedTuple):
    """A part of the picture: its place, measured from the top, in hundredths of the highest."""

    minute: int
    state: State
    top: float
    height: float


class Throughput(NamedTuple):
    """The last hour, the oldest minute first."""

    minutes: list[Minute]

    @classmethod
    def lately(cls) -> Throughput:
        """Count what ended since the beginning of the minute 59 minutes ago."""
        first = clock.now().replace(second=0, microsecond=0) - timedelta(minutes=MINUTES - 1)
        # Within an hour, the minute alone says which one it is.
        minute = sa.extract("minute", Task.ended_at)
        ended = sa.select(minute, Task.state, sa.func.count()).where(Task.ended_at >= first)
        found: dict[Any, int] = {}
        for which, state, number in db.session.execute(ended.group_by(minute, Task.state)):
            found[int(which), state] = number
        moments = [first + timedelta(minutes=number) for number in range(MINUTES)]
        return cls([Minute(at, {end: found.get((at.minute, end), 0) for end in ENDS}) for at in moments])

    @property
    def most(self) -> int:
        """How many ended in the best minute."""
        return max(minute.total for minute in self.minutes)

    def count(self, state: State) -> int:
        """How many tasks came to an end."""
        return sum(minute.numbers[state] for minute in self.minutes)

    def bars(self) -> list[Bar]:
        """The picture."""
        drawn, most = list[Bar](), max(self.most, 1)
        for place, minute in enumerate(self.minutes):
            top = float(HEIGHT)
            for state, number in minute.numbers.items():
                if height := round(HEIGHT * number / most, 2):
                    top = round(top - height, 2)
                    drawn.append(Bar(place, state, top, height))
        return drawn
