"""Timelines, newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts.models import User
from app.core.pages import Cursor, Page
from app.extensions import db
from app.moderation.restraints import is_shown
from app.posts.author import written_by
from app.posts.mentions import Mention
from app.posts.models import NEWEST_FIRST, Post


def home(reader: User, *, before: Cursor | None) -> Page[Post]:
    """What the people that the reader follows wrote, and the reader."""
    authors = reader.read_authors().subquery("read_authors")
    near = _newest_of_each if db.engine.dialect.name == "postgresql" else _above_threshold
    return _page(near(authors, before), before)


def count_newer(reader: User, *, after: Cursor, most: int) -> int:
    """How many posts the reader's home has before a place; counts no further than `most`."""
    newer = after.newer(Post.timestamp, Post.id)
    found = sa.select(Post.id).where(Post.user_id.in_(reader.read_authors()), newer).limit(most).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(found)) or 0


def everybody(reader: User, *, before: Cursor | None) -> Page[Post]:
    """What anybody wrote, but those whom the reader blocked or muted."""
    shown = sa.select(Post).where(is_shown(Post.user_id, to=reader.id))
    return _page(shown.order_by(*NEWEST_FIRST), before)


def by(author: User, *, before: Cursor | None) -> Page[Post]:
    """What one person wrote."""
    return _page(sa.select(Post).where(Post.user_id == author.id).order_by(*NEWEST_FIRST), before)


def newest_by(author: User, *, most: int) -> Sequence[Post]:
    """The last that one person wrote."""
    own = sa.select(Post).where(Post.user_id == author.id)
    return db.session.scalars(own.order_by(*NEWEST_FIRST).limit(most)).all()


def mentions(reader: User, *, before: Cursor | None) -> Page[Mention]:
    """The posts that name the reader or answer them, the latest to do so first."""
    size = current_app.config["POSTS_PER_PAGE"]
    found = sa.select(Mention).join(Mention.post).where(Mention.user_id == reader.id)
    found = found.where(is_shown(Post.user_id, to=reader.id))
    if before:
        found = found.where(before.older(Mention.timestamp, Mention.post_id))
    whole = contains_eager(Mention.post).joinedload(Post.author, innerjoin=True)
    found = found.order_by(Mention.timestamp.desc(), Mention.post_id.desc()).options(whole)
    return Page.cut(db.session.scalars(found.limit(size + 1)).all(), size=size)


def _page(posts: sa.Select[Post], before: Cursor | None) -> Page[Post]:
    size = current_app.config["POSTS_PER_PAGE"]
    if before:
        posts = posts.where(before.older(Post.timestamp, Post.id))
    found = db.session.scalars(posts.options(joinedload(Post.author, innerjoin=True)).limit(size + 1)).all()
    return Page.cut(found, size=size)


# Nothing but the newest few posts of each author can be on a page. Left alone, a database reads and sorts all
# that everybody followed ever wrote; told so, a page each.


def _newest_of_each(authors: sa.Subquery, before: Cursor | None) -> sa.Select[Post]:
    """Posts of these authors, found author by author in the index; SQLite and MariaDB know no LATERAL."""
    most = current_app.config["POSTS_PER_PAGE"] + 1
    of_one = sa.select(Post.id, Post.timestamp).where(_is_near(Post, authors.c.id, before))
    each = of_one.order_by(*NEWEST_FIRST).limit(most).lateral("each")
    newest = sa.select(each.c.id).select_from(authors.join(each, sa.true()))
    chosen = newest.order_by(each.c.timestamp.desc(), each.c.id.desc()).limit(most).subquery("chosen")
    return sa.select(Post).join(chosen, chosen.c.id == Post.id).order_by(*NEWEST_FIRST)


def _above_threshold(authors: sa.Subquery, before: Cursor | None) -> sa.Select[Post]:
    """Posts of these authors from the moment on at which each one's newest few begin."""
    other = aliased(Post)
    # SQLite bounds its search in the index by what it knows before it sees a post.
    author_id = authors.c.id if db.engine.dialect.name == "sqlite" else Post.user_id
    newest = sa.select(other.timestamp).where(_is_near(other, author_id, before))
    last = newest.order_by(other.timestamp.desc()).limit(1).offset(current_app.config["POSTS_PER_PAGE"])
    threshold = sa.func.coalesce(
        last.scalar_subquery(), sa.literal(Cursor.START.timestamp, Post.timestamp.type)
    )
    return written_by(authors).where(Post.timestamp >= threshold)


def _is_near(post: Any, author_id: Any, before: Cursor | None) -> sa.ColumnElement[bool]:
    """The condition for one author's posts, on this page and behind it."""
    return sa.and_(post.user_id == author_id, before.older(post.timestamp, post.id) if before else sa.true())
