"""Whom a post is for: the people whom it names, and the one whom it answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.locks import lock_people
from app.core import clock
from app.core.counts import counted
from app.core.types import UtcDateTime
from app.extensions import db
from app.notifications.models import Notification
from app.posts.models import Post
from app.transactions import write_rows

# The name of the notification that tells how many wait.
UNREAD = "unread_mention_count"


class Mention(db.Model):
    """That a post names a user, or answers them."""

    __table_args__ = (
        sa.Index(None, "user_id", "timestamp", "post_id"),
        sa.Index(None, "user_id", "seen_at"),
    )

    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    # When the user came to be named, which may be long after the post was written.
    timestamp: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    post: Mapped[Post] = relationship()

    @property
    def id(self) -> int:
        """Which of a user's mentions it is; pages are cut by it."""
        return self.post_id

    @classmethod
    def unread(cls, user_id: int) -> sa.ScalarSelect[int]:
        """How many mentions a user has not seen, for a query."""
        return counted(sa.select(cls.user_id).where(cls.user_id == user_id, cls.seen_at.is_(None)))

    @classmethod
    def unread_count(cls, user_id: int) -> int:
        """How many mentions a user has not seen; counts no further than a thousand."""
        return db.session.scalar(sa.select(cls.unread(user_id))) or 0

    @classmethod
    def settle(cls, post: Post, people: Iterable[int], *, deaf: Collection[int] = ()) -> None:
        """Say for whom a post is, and tell whom that is news to, but not the deaf (the caller commits)."""
        wanted = {*people}
        had = {*db.session.scalars(sa.select(cls.user_id).where(cls.post_id == post.id))}
        if gone := had - wanted:
            write_rows(sa.delete(cls).where(cls.post_id == post.id, cls.user_id.in_(gone)))
        # For the deaf it is seen already: nothing tells its author that they are.
        seen_at = dict.fromkeys(deaf, clock.now())
        db.session.add_all(
            cls(post_id=post.id, user_id=user_id, seen_at=seen_at.get(user_id)) for user_id in wanted - had
        )
        # In one order, or two who name the same people at once would wait for each other.
        for user_id in sorted((had ^ wanted) - seen_at.keys()):
            Notification.tell(user_id, UNREAD, cls.unread_count(user_id))

    @classmethod
    def see(cls, user_id: int, now: datetime) -> None:
        """Note that a user has seen their mentions, and tell their pages (the caller commits)."""
        # Or what comes at the same moment would be told of as seen.
        lock_people([user_id])
        write_rows(sa.update(cls).where(cls.user_id == user_id, cls.seen_at.is_(None)).values(seen_at=now))
        Notification.tell(user_id, UNREAD, cls.unread_count(user_id))

    @classmethod
    def hush(cls, user_id: int, author_id: int, now: datetime) -> None:
        """Note that a user has seen what one author wrote for them, and tell their pages."""
        written = sa.select(Post.id).where(Post.user_id == author_id)
        unseen = sa.and_(cls.user_id == user_id, cls.seen_at.is_(None), cls.post_id.in_(written))
        if write_rows(sa.update(cls).where(unseen).values(seen_at=now)):
            Notification.tell(user_id, UNREAD, cls.unread_count(user_id))
