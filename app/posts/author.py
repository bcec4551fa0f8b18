"""Writing posts, and reading those of the people one follows."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import WriteOnlyMapped, relationship

from app.accounts.follower import followers
from app.core.types import collection
from app.posts.models import NEWEST_FIRST, Post


class Author:
    """What a user can do with posts."""

    id: Any

    @collection
    def posts(cls) -> WriteOnlyMapped[Post]:
        """Everything the user wrote."""
        return relationship(
            "Post", back_populates="author", cascade="all, delete-orphan", passive_deletes=True
        )

    def read_authors(self) -> sa.CompoundSelect[int]:
        """The ids of the people whose posts the user's home shows: those followed, and the user."""
        followed = sa.select(followers.c.followed_id.label("id")).where(followers.c.follower_id == self.id)
        return followed.union(sa.select(sa.literal(self.id)))

    def following_posts(self) -> sa.Select[Post]:
        """Posts of the people the user follows, and their own, newest first."""
        return written_by(self.read_authors().subquery("read_authors"))


def written_by(authors: sa.Subquery) -> sa.Select[Post]:
    """Posts of the people whose ids these are, newest first."""
    return sa.select(Post).join(authors, authors.c.id == Post.user_id).order_by(*NEWEST_FIRST)
