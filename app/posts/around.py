"""What a page shows of posts beside themselves, asked of the database once for all posts of the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from markupsafe import Markup

from app.accounts.models import User
from app.extensions import db
from app.moderation.restraints import Kind, Restraint
from app.posts import text
from app.posts.mentions import Mention
from app.posts.models import Post

REPLIES, ANSWERED, MENTIONED, BLOCKED = "replies", "answered", "mentioned", "blocked"


class Around:
    """The replies to some posts, whom they answer, and whom they mention."""

    def __init__(
        self, posts: Sequence[Post], *, reader_id: int | None = None, for_strangers: bool = False
    ) -> None:
        self._blocked: set[int] = set()
        self._replies: dict[int, int] = {}
        self._answered: dict[int, str] = {}
        self._people: defaultdict[int, dict[str, str]] = defaultdict(dict)
        questions = [*_questions(posts, reader_id, for_strangers=for_strangers)]
        if questions:
            # All questions in one: each would cost as much as the answer.
            for row in db.session.execute(sa.union_all(*questions)):
                self._note(row)

    def _note(self, row: Any) -> None:
        # A block is about a person, and has their id in the place of the post's.
        kind, post_id, count, username = row
        if kind == REPLIES:
            self._replies[post_id] = count
        elif kind == BLOCKED:
            self._blocked.add(post_id)
        elif kind == ANSWERED:
            self._answered[post_id] = username
        else:
            self._people[post_id][username.lower()] = username

    def words(self, post: Post) -> Markup:
        """What a post says, with its links."""
        return text.to_html(post.body, self._people[post.id])

    def is_blocked(self, post: Post) -> bool:
        """Whether the reader has blocked its author."""
        return post.user_id in self._blocked

    def is_hidden(self, post: Post) -> bool:
        """Whether the reader is not shown a post that has its place on the page."""
        return self.is_blocked(post) or self.is_gone(post) or post.author.suspended_at is not None

    def is_gone(self, post: Post) -> bool:
        """Whether its author's account is being deleted, and the post with it."""
        return post.author.closed_at is not None

    def replies(self, post: Post) -> int:
        """How many answer a post."""
        return self._replies.get(post.id, 0)

    def answered(self, post: Post) -> str | None:
        """Whom a post answers."""
        return self._answered.get(post.reply_to_id) if post.reply_to_id else None


def _questions(posts: Sequence[Post], reader_id: int | None, *, for_strangers: bool) -> Iterator[Any]:
    ids = [post.id for post in posts]
    none, nobody = sa.literal(0), sa.literal("")
    # To a stranger, those who are not open to them are nobody: no name, no link, and not one reply more.
    seen = User.is_open if for_strangers else sa.true()
    if ids and not for_strangers:
        counted = sa.select(sa.literal(REPLIES), Post.reply_to_id, sa.func.count(), nobody)
        yield counted.where(Post.reply_to_id.in_(ids)).group_by(Post.reply_to_id)
    if ids and reader_id:
        away = sa.select(sa.literal(BLOCKED), Restraint.other_id, none, nobody)
        away = away.where(Restraint.user_id == reader_id, Restraint.kind == Kind.BLOCK)
        yield away.where(Restraint.other_id.in_({post.user_id for post in posts}))
    if answered := {post.reply_to_id for post in posts if post.reply_to_id}:
        authors = sa.select(sa.literal(ANSWERED), Post.id, none, User.username)
        yield authors.join(User, User.id == Post.user_id).where(Post.id.in_(answered), seen)
    if naming := [post.id for post in posts if "@" in post.body]:
        people = sa.select(sa.literal(MENTIONED), Mention.post_id, none, User.username)
        yield people.join(User, User.id == Mention.user_id).where(Mention.post_id.in_(naming), seen)
