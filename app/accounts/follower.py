"""Following other people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import WriteOnlyMapped, relationship

from app.core.types import collection
from app.extensions import db

if TYPE_CHECKING:
    from app.accounts.models import User

followers = sa.Table(
    "followers",
    db.metadata,
    sa.Column("follower_id", sa.ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("followed_id", sa.ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    sa.Index(None, "followed_id", "follower_id"),
)


class FollowCounts(NamedTuple):
    """How many people follow somebody, and how many they follow."""

    followers: int
    following: int


class Follower:
    """What a user can do about other users."""

    id: Any

    @collection
    def following(cls) -> WriteOnlyMapped[User]:
        """The users that this one follows."""
        return relationship(
            "User",
            secondary=followers,
            primaryjoin="followers.c.follower_id == User.id",
            secondaryjoin="followers.c.followed_id == User.id",
            back_populates="followers",
            passive_deletes=True,
        )

    @collection
    def followers(cls) -> WriteOnlyMapped[User]:
        """The users that follow this one."""
        return relationship(
            "User",
            secondary=followers,
            primaryjoin="followers.c.followed_id == User.id",
            secondaryjoin="followers.c.follower_id == User.id",
            back_populates="following",
            passive_deletes=True,
        )

    def follow(self, user: User) -> None:
        """Follow a user; following one twice is following them once."""
        if not self.is_following(user):
            self.following.add(user)

    def unfollow(self, user: User) -> None:
        """Stop following a user."""
        db.session.flush()
        # A statement instead of `following.remove`, which fails if the same click, sent twice, was faster.
        here = sa.and_(followers.c.follower_id == self.id, followers.c.followed_id == user.id)
        db.session.execute(sa.delete(followers).where(here))

    def part_from_all(self) -> None:
        """Follow nobody, and be followed by nobody (the caller commits)."""
        for column in (followers.c.follower_id, followers.c.followed_id):
            db.session.execute(sa.delete(followers).where(column == self.id))

    def is_following(self, user: User) -> bool:
        """Whether this user follows the other."""
        query = self.following.select().where(followers.c.followed_id == user.id)
        return db.session.scalar(sa.select(query.exists())) or False

    def followers_count(self) -> int:
        """How many users follow this one."""
        return self.follow_counts().followers

    def following_count(self) -> int:
        """How many users this one follows."""
        return self.follow_counts().following

    def follow_counts(self) -> FollowCounts:
        """How many users follow this one, and how many it follows: one query."""
        db.session.flush()
        both = (
            _number_where(followers.c.followed_id == self.id),
            _number_where(followers.c.follower_id == self.id),
        )
        return FollowCounts(*db.session.execute(sa.select(*both)).one())


def _number_where(condition: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(followers).where(condition).scalar_subquery()
