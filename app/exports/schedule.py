"""Schedules: how often users want an export without asking, and whose turn it is."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.types import UtcDateTime, word_of
from app.extensions import db
from app.transactions import changes_a_row


class Every(StrEnum):
    """How much time is between two exports."""

    WEEK = "week"
    MONTH = "month"

    def times_later(self, number: int, began_at: datetime) -> datetime:
        """So many weeks or months after the beginning, at the same time of the day."""
        if self is Every.WEEK:
            return began_at + timedelta(weeks=number)
        years, months = divmod(began_at.month - 1 + number, 12)
        year, month = began_at.year + years, months + 1
        # Each is counted from the beginning: after 28 February, what began on a 31st goes on on 31 March.
        return began_at.replace(year=year, month=month, day=min(began_at.day, monthrange(year, month)[1]))

    def next_after(self, moment: datetime, *, began_at: datetime) -> datetime:
        """The first of them that is still to come at a moment."""
        return next(at for number in count(1) if (at := self.times_later(number, began_at)) > moment)


class Turn(NamedTuple):
    """An export that is due, as the database had it when it was read."""

    user_id: int
    every: Every
    began_at: datetime
    due_at: datetime

    def take(self) -> bool:
        """Whether the export is the caller's to ask for, and nobody else's (the caller commits).

        What was missed meanwhile is not made up for: the turn after this one is in the future.
        """
        here = (ExportSchedule.user_id == self.user_id, ExportSchedule.next_at == self.due_at)
        next_at = self.every.next_after(clock.now(), began_at=self.began_at)
        moved = sa.update(ExportSchedule).where(*here).values(next_at=next_at)
        return changes_a_row(moved)


class ExportSchedule(db.Model):
    """A user's wish for regular exports; who has no row wants none."""

    __table_args__ = (sa.Index(None, "next_at"),)

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    every: Mapped[Every] = mapped_column(word_of(Every))
    # From when they are counted, and when the next is due.
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @classmethod
    def of(cls, user_id: int) -> ExportSchedule | None:
        """A user's own."""
        return db.session.get(cls, user_id)

    @classmethod
    def choose(cls, user_id: int, every: Every) -> None:
        """Begin to count now, unless it is chosen already (the caller commits)."""
        now = clock.now()
        values = {"every": every, "began_at": now, "next_at": every.next_after(now, began_at=now)}
        if cls.of(user_id) is None:
            cls._begin(user_id, values)
        else:
            other = sa.update(cls).where(cls.user_id == user_id, cls.every != every)
            db.session.execute(other.values(values))

    @classmethod
    def end(cls, user_id: int) -> None:
        """Let there be no more (the caller commits)."""
        db.session.execute(sa.delete(cls).where(cls.user_id == user_id))

    @classmethod
    def turns(cls, *, most: int) -> Sequence[Turn]:
        """What is due, the oldest first."""
        columns = sa.select(cls.user_id, cls.every, cls.began_at, cls.next_at)
        due = columns.where(cls.next_at <= clock.now()).order_by(cls.next_at).limit(most)
        return [Turn(*row) for row in db.session.execute(due)]

    def is_due(self) -> bool:
        """Whether the next one waits to be started."""
        return self.next_at <= clock.now()

    @classmethod
    def _begin(cls, user_id: int, values: dict[str, Any]) -> None:
        try:
            with db.session.begin_nested():
                db.session.execute(sa.insert(cls).values(user_id=user_id, **values))
        except IntegrityError:
            # The user said so twice in the same moment; once is enough.
            return
