"""Posts."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.types import UtcDateTime
from app.extensions import db

if TYPE_CHECKING:
    from app.accounts.models import User

BODY_MOST_CHARACTERS = 500


class Post(db.Model):
    """Something that a user wrote for others to read."""

    __table_args__ = (
        sa.Index(None, "timestamp", "id"),
        sa.Index(None, "user_id", "timestamp", "id"),
        sa.Index(None, "reply_to_id", "timestamp", "id"),
        sa.Index(None, "thread_id", "timestamp", "id"),
        # An id is never given twice: reports, threads and the log name posts that are gone.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(sa.Text)
    timestamp: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"))
    language: Mapped[str | None] = mapped_column(sa.String(5))
    # The post that this one answers; None also where that has been deleted.
    reply_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("post.id", ondelete="SET NULL"))
    # The post that all of the conversation began with, which may have been deleted; None: it is this one.
    thread_id: Mapped[int | None]
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    author: Mapped[User] = relationship(back_populates="posts")

    def answer(self, other: Post) -> None:
        """Make this a reply to another post."""
        self.reply_to_id = other.id
        self.thread_id = other.thread_id or other.id

    @property
    def has_lost_its_question(self) -> bool:
        """Whether it is a reply to a post that has been deleted."""
        return self.thread_id is not None and self.reply_to_id is None

    @property
    def version(self) -> str:
        """What tells whether the words are still those that somebody began to change."""
        return sha256(self.body.encode()).hexdigest()[:16]

    def __repr__(self) -> str:
        return f"<Post {self.id}>"


NEWEST_FIRST = (Post.timestamp.desc(), Post.id.desc())
OLDEST_FIRST = (Post.timestamp, Post.id)
