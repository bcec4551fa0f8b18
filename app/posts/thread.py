"""A conversation: what stands above a post, and what answers it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import User
from app.core.pages import Cursor, Page
from app.extensions import db
from app.posts.models import OLDEST_FIRST, Post

MOST_ABOVE = 10


def down_to(post_id: int) -> Sequence[Post]:
    """A post, and before it those that lead to it, the earliest first; empty if there is no such post."""
    first = sa.select(Post.id, Post.reply_to_id, sa.literal(0).label("above")).where(Post.id == post_id)
    below, other = first.cte("chain", recursive=True), aliased(Post)
    one_up = sa.select(other.id, other.reply_to_id, below.c.above + 1)
    one_up = one_up.join(below, other.id == below.c.reply_to_id).where(below.c.above < MOST_ABOVE)
    chain = below.union_all(one_up)
    found = sa.select(Post).join(chain, chain.c.id == Post.id).order_by(chain.c.above.desc())
    return db.session.scalars(found.options(joinedload(Post.author, innerjoin=True))).all()


def below(post: Post) -> sa.ColumnElement[bool]:
    """The condition for what answers a post; of the one that began it all, the whole conversation."""
    return Post.thread_id == post.id if post.thread_id is None else Post.reply_to_id == post.id


def replies(
    post: Post, *, after: Cursor | None, people: sa.ColumnExpressionArgument[bool] | None = None
) -> Page[Post]:
    """What answers a post, the oldest first.

    `people` is the condition for those whose posts count; without it all do.
    """
    size = current_app.config["POSTS_PER_PAGE"]
    found = sa.select(Post).where(below(post))
    if people is not None:
        found = found.join(User, User.id == Post.user_id).where(people)
    if after:
        found = found.where(after.newer(Post.timestamp, Post.id))
    found = found.order_by(*OLDEST_FIRST).options(joinedload(Post.author, innerjoin=True))
    return Page.cut(db.session.scalars(found.limit(size + 1)).all(), size=size)
