"""What people report to the administrators."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.core import clock
from app.core.pages import Cursor, Page
from app.core.types import UtcDateTime, word_of
from app.extensions import db
from app.posts.models import Post
from app.transactions import write_rows

if TYPE_CHECKING:
    from app.accounts.models import User

WORDS_MOST_CHARACTERS = 500


class Reason(StrEnum):
    """Why something is reported."""

    SPAM = "spam"
    HARASSMENT = "harassment"
    HATE = "hate"
    PRIVATE = "private"
    ILLEGAL = "illegal"
    OTHER = "other"


class Outcome(StrEnum):
    """What has come of a report."""

    OPEN = "open"
    DISMISSED = "dismissed"
    REMOVED = "removed"
    SUSPENDED = "suspended"


class Report(db.Model):
    """That somebody told the administrators of a post or of a profile."""

    __table_args__ = (
        sa.Index(None, "outcome", "timestamp", "id"),
        sa.Index(None, "reporter_id", "subject", unique=True),
        sa.Index(None, "subject", "outcome"),
        sa.Index(None, "user_id", "outcome"),
        # An id is never given twice: what an administrator decides on is what they saw.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # None: their account is gone.
    reporter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="SET NULL"))
    # Who is reported.
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"))
    # None: it is about the profile, or the post is gone.
    post_id: Mapped[int | None] = mapped_column(sa.ForeignKey("post.id", ondelete="SET NULL"), index=True)
    # What it is about, also when that is gone: nobody reports it twice.
    subject: Mapped[str] = mapped_column(sa.String(24))
    # What the post said then; its author may have changed it since.
    quoted: Mapped[str | None] = mapped_column(sa.Text)
    reason: Mapped[Reason] = mapped_column(word_of(Reason))
    words: Mapped[str | None] = mapped_column(sa.Text)
    timestamp: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    outcome: Mapped[Outcome] = mapped_column(
        word_of(Outcome), default=Outcome.OPEN, server_default=Outcome.OPEN.value
    )

    author: Mapped[User] = relationship(foreign_keys=[user_id])
    reporter: Mapped[User | None] = relationship(foreign_keys=[reporter_id])

    @classmethod
    def of_post(cls, post: Post, *, by: int) -> Report:
        """A report of a post, whose reason is still to be filled in."""
        about = {"user_id": post.user_id, "post_id": post.id, "quoted": post.body}
        return cls(reporter_id=by, subject=f"post:{post.id}", **about)

    @classmethod
    def of_person(cls, user_id: int, *, by: int) -> Report:
        """A report of a profile, whose reason is still to be filled in."""
        return cls(reporter_id=by, subject=f"user:{user_id}", user_id=user_id)

    def is_news(self) -> bool:
        """Whether its reporter has not told of the same before."""
        same = sa.and_(Report.reporter_id == self.reporter_id, Report.subject == self.subject)
        return not db.session.scalar(sa.select(sa.exists().where(same)))

    @classmethod
    def open(cls, *, before: Cursor | None, size: int) -> Page[Report]:
        """Those on which nobody has decided, the newest first."""
        found = sa.select(cls).where(cls.outcome == Outcome.OPEN)
        if before:
            found = found.where(before.older(cls.timestamp, cls.id))
        found = found.order_by(cls.timestamp.desc(), cls.id.desc()).limit(size + 1)
        whole = joinedload(cls.author, innerjoin=True), joinedload(cls.reporter)
        return Page.cut(db.session.scalars(found.options(*whole)).all(), size=size)

    @classmethod
    def close(cls, about: sa.ColumnElement[bool], outcome: Outcome) -> int:
        """Note what has come of all open reports about something; how many (the caller commits)."""
        return write_rows(sa.update(cls).where(about, cls.outcome == Outcome.OPEN).values(outcome=outcome))
