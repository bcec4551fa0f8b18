"""Writing posts, and reading those of the people one follows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import WriteOnlyMapped, aliased, relationship

from app.accounts.follower import followers
from app.accounts.locks import lock_people
from app.core import clock
from app.core.types import collection
from app.extensions import db
from app.moderation.restraints import Restraint, is_shown
from app.posts import text
from app.posts.mentions import Mention
from app.posts.models import NEWEST_FIRST, Post
from app.translation.guessing import note_language

# Who names more people in a post wants to be noticed rather than understood.
MOST_MENTIONED = 10


class Author:
    """What a user can do with posts."""

    id: Any
    username_key: Any

    @collection
    def posts(cls) -> WriteOnlyMapped[Post]:
        """Everything the user wrote."""
        return relationship(
            "Post", back_populates="author", cascade="all, delete-orphan", passive_deletes=True
        )

    def write(self, body: str, *, reply_to: Post | None = None) -> Post:
        """Write a post, and tell those whom it mentions and answers (the caller commits)."""
        post = Post(body=body, user_id=self.id)
        note_language(post)
        if reply_to:
            post.answer(reply_to)
        people = self._people_of(post)
        # Or two posts that name one person at once would each count without the other.
        there = lock_people({self.id, *people})
        db.session.add(post)
        db.session.flush()
        self._settle(post, people & there)
        return post

    def rewrite(self, post: Post, body: str) -> None:
        """Give a post that one holds other words; who is named in them now is told (the caller commits)."""
        if body != post.body:
            post.body, post.edited_at = body, clock.now()
            note_language(post)
            self._settle(post, self._people_of(post))

    def withdraw(self, post: Post) -> None:
        """Delete a post that one holds; the replies to it stay (the caller commits)."""
        Mention.settle(post, ())
        db.session.delete(post)

    def own_post(self, post_id: int) -> Post | None:
        """A post of the user."""
        return db.session.scalar(sa.select(Post).where(Post.id == post_id, Post.user_id == self.id))

    def hold(self, post_id: int, *, body: str = "") -> Post | None:
        """A post of the user as it is now, which nobody else changes before the transaction ends.

        Nor is anything told meanwhile to those whom it is for, or will be when it has other words.
        """
        # The people come first, as they do for whoever answers it.
        lock_people({self.id, *db.session.scalars(_people_so_far(post_id)), *self._mentioned_in(body)})
        own = sa.select(Post).where(Post.id == post_id, Post.user_id == self.id).with_for_update()
        return db.session.scalar(own.execution_options(populate_existing=True))

    def read_authors(self) -> sa.CompoundSelect[int]:
        """The ids of the people whose posts the user's home shows: those followed but not muted, and own."""
        followed = sa.select(followers.c.followed_id.label("id")).where(followers.c.follower_id == self.id)
        # Here, where there is a row a person: among the posts it would cost one a post.
        followed = followed.where(is_shown(followers.c.followed_id, to=self.id))
        return followed.union(sa.select(sa.literal(self.id)))

    def following_posts(self) -> sa.Select[Post]:
        """Posts of the people the user follows, and their own, newest first."""
        return written_by(self.read_authors().subquery("read_authors"))

    def _settle(self, post: Post, people: set[int]) -> None:
        Mention.settle(post, people, deaf=Restraint.holders(self.id, people))

    def _people_of(self, post: Post) -> set[int]:
        """The people for whom a post is: the one whom it answers, and the first few whom it names."""
        answered = sa.select(Post.user_id).where(Post.id == post.reply_to_id)
        return {*db.session.scalars(answered), *self._mentioned_in(post.body)} - {self.id}

    def _mentioned_in(self, body: str) -> Iterator[int]:
        return islice(self._named_in(body), MOST_MENTIONED)

    def _named_in(self, body: str) -> Iterator[int]:
        """The people whom a text names, each once, in its order."""
        names = text.named(body)
        keys = {key for pair in names for key in pair}
        if not keys:
            return
        user = type(self)
        found = sa.select(user.username_key, user.id).where(user.username_key.in_(keys))
        ids = {row[0]: row[1] for row in db.session.execute(found)}
        yield from dict.fromkeys(ids[key] for pair in names if (key := next(filter(ids.get, pair), "")))


def _people_so_far(post_id: int) -> sa.CompoundSelect[int]:
    """The people for whom a post has been so far, and whom it answers."""
    answered = aliased(Post)
    author = sa.select(answered.user_id).join(Post, Post.reply_to_id == answered.id).where(Post.id == post_id)
    return author.union(sa.select(Mention.user_id).where(Mention.post_id == post_id))


def written_by(authors: sa.Subquery) -> sa.Select[Post]:
    """Posts of the people whose ids these are, newest first."""
    return sa.select(Post).join(authors, authors.c.id == Post.user_id).order_by(*NEWEST_FIRST)
