"""Writing posts, and reading those of the people one follows."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import WriteOnlyMapped, relationship

from app.accounts.follower import followers
from app.core.types import collection
from app.posts.models import Post


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
        authors = self.read_authors().subquery("read_authors")
        return (
            sa
            .select(Post)
            .join(authors, authors.c.id == Post.user_id)
            .order_by(Post.timestamp.desc(), Post.id.desc())
        )
