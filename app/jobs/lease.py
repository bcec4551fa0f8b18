"""Leases: of all processes that might do something now, one does it."""

from __future__ import annotations

import math

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.extensions import db
from app.transactions import begin_writing, changes_a_row

# How far the clocks of two hosts may be apart. Beyond that each would take what it thinks is nobody's.
SKEW_S = 300


class Lease(db.Model):
    """Until when (Unix seconds) a thing is taken care of."""

    name: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    until: Mapped[float] = mapped_column(sa.Double)

    @classmethod
    def take(cls, name: str, *, for_s: float) -> bool:
        """Whether the caller got it for so many seconds; commits."""
        now, until = clock.now_ts(), cls.ends_at(name)
        # One that is too far away was set by a clock that was ahead.
        if until is not None and now < until <= now + for_s + SKEW_S:
            return False
        begin_writing()
        taken = cls._begin(name, now + for_s) if until is None else cls._move(name, until, now + for_s)
        db.session.commit()
        return taken

    @classmethod
    def take_turn(cls, name: str, *, every_s: float) -> bool:
        """Whether a turn is due, and the caller's; commits.

        The next is due a whole number of times after this one, so that none is late because the last was.
        Those that nobody took meanwhile are not made up for.
        """
        now = clock.now_ts()
        due = cls.ends_at(name)
        # One that is too far away was set when turns came less often, or by a clock that was ahead.
        if due is not None and now < due <= now + every_s + SKEW_S:
            return False
        begin_writing()
        if due is None or due > now:
            next_due = now + every_s
        else:
            next_due = due + (math.floor((now - due) / every_s) + 1) * every_s
        taken = cls._begin(name, next_due) if due is None else cls._move(name, due, next_due)
        db.session.commit()
        return taken

    @classmethod
    def ends_at(cls, name: str) -> float | None:
        """Until when a thing is taken care of, in Unix seconds; None if it never was."""
        return db.session.scalar(sa.select(cls.until).where(cls.name == name))

    @classmethod
    def end(cls, name: str, *, until: float | None = None) -> bool:
        """Let a lease be over, if it still ends when one thinks; whether anybody had it. Commits."""
        now, until = clock.now_ts(), until or cls.ends_at(name)
        if until is None or until <= now:
            return False
        begin_writing()
        ended = cls._move(name, until, now)
        db.session.commit()
        return ended

    @classmethod
    def prolong(cls, name: str, until: float, *, for_s: float) -> float | None:
        """Keep a lease that one has until then; until when one has it now, None if it is lost. Commits."""
        later = clock.now_ts() + for_s
        begin_writing()
        kept = cls._move(name, until, later)
        db.session.commit()
        return later if kept else None

    @classmethod
    def _move(cls, name: str, was: float, until: float) -> bool:
        """Of all who saw the same, one moves it."""
        return changes_a_row(sa.update(cls).where(cls.name == name, cls.until == was).values(until=until))

    @classmethod
    def _begin(cls, name: str, until: float) -> bool:
        """Make the row when nobody has ever held the lease."""
        try:
            with db.session.begin_nested():
                db.session.add(cls(name=name, until=until))
        except IntegrityError:
            return False
        return True
