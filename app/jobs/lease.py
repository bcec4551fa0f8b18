"""Leases: of all processes that might do something now, one does it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.extensions import db
from app.transactions import begin_writing, changes_a_row


class Lease(db.Model):
    """Until when (Unix seconds) a thing is taken care of."""

    name: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    until: Mapped[float] = mapped_column(sa.Double)

    @classmethod
    def take(cls, name: str, *, for_s: float) -> bool:
        """Whether the caller got it for so many seconds; commits."""
        now = clock.now_ts()
        until = db.session.scalar(sa.select(cls.until).where(cls.name == name))
        if until is not None and until > now:
            return False
        begin_writing()
        taken = cls._begin(name, now + for_s) if until is None else cls._take_over(name, now, now + for_s)
        db.session.commit()
        return taken

    @classmethod
    def _take_over(cls, name: str, now: float, until: float) -> bool:
        expired = sa.update(cls).where(cls.name == name, cls.until <= now).values(until=until)
        return changes_a_row(expired)

    @classmethod
    def _begin(cls, name: str, until: float) -> bool:
        """Make the row when nobody has ever held the lease."""
        try:
            with db.session.begin_nested():
                db.session.add(cls(name=name, until=until))
        except IntegrityError:
            return False
        return True
