"""Whom somebody blocked or muted, and what they are therefore not shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.types import UtcDateTime, word_of
from app.extensions import db
from app.transactions import write_rows

if TYPE_CHECKING:
    from app.accounts.models import User


class Kind(StrEnum):
    """How somebody is kept away."""

    BLOCK = "block"
    MUTE = "mute"


class Restraint(db.Model):
    """That a user wants nothing to do with another, or not to hear of them."""

    __table_args__ = (sa.Index(None, "user_id", "timestamp", "other_id"),)

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[int] = mapped_column(
        sa.ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    kind: Mapped[Kind] = mapped_column(word_of(Kind))
    timestamp: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    other: Mapped[User] = relationship(foreign_keys=[other_id])

    @property
    def id(self) -> int:
        """Which of a user's restraints it is; pages are cut by it."""
        return self.other_id

    @classmethod
    def put(cls, user_id: int, other_id: int, kind: Kind) -> None:
        """Keep somebody away in this way and no other (the caller commits)."""
        db.session.merge(cls(user_id=user_id, other_id=other_id, kind=kind, timestamp=clock.now()))
        db.session.flush()

    @classmethod
    def lift(cls, user_id: int, other_id: int) -> None:
        """Do not keep somebody away any more (the caller commits)."""
        write_rows(sa.delete(cls).where(cls.user_id == user_id, cls.other_id == other_id))

    @classmethod
    def between(cls, one_id: int, other_id: int) -> sa.Select[int, str]:
        """Who of two people keeps the other away, and how."""
        pairs = ((one_id, other_id), (other_id, one_id))
        here = sa.or_(*(sa.and_(cls.user_id == one, cls.other_id == other) for one, other in pairs))
        return sa.select(cls.user_id, sa.cast(cls.kind, sa.String(16))).where(here)

    @classmethod
    def holders(cls, other_id: int, people: Iterable[int]) -> set[int]:
        """Who of some people keeps somebody away."""
        ids = {*people}
        found = sa.select(cls.user_id).where(cls.user_id.in_(ids), cls.other_id == other_id)
        return {*db.session.scalars(found)} if ids else set()


def is_shown(author_id: Any, *, to: int | None, muted: bool = False) -> sa.ColumnElement[bool]:
    """The condition for authors who are there, and whom the reader has neither blocked nor muted.

    With `muted`, also for those whom the reader muted.
    """
    # Few accounts are suspended or being deleted, and few people are kept away: both are read once.
    user = db.metadata.tables["user"]
    is_away = sa.or_(user.c.suspended_at.is_not(None), user.c.closed_at.is_not(None))
    shown = author_id.not_in(sa.select(user.c.id).where(is_away))
    if to is None:
        return shown
    away = sa.select(Restraint.other_id).where(Restraint.user_id == to)
    return sa.and_(shown, author_id.not_in(away.where(Restraint.kind == Kind.BLOCK) if muted else away))
