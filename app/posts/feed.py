"""Timelines, newest first, a page at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import User
from app.core.pages import Cursor, Page
from app.extensions import db
from app.posts.author import written_by
from app.posts.mentions import Mention
from app.posts.models import NEWEST_FIRST, Post


def home(reader: User, *, before: Cursor | None) -> Page[Post]:
    """What the people that the reader follows wrote, and the reader."""
    authors = reader.read_authors().subquery("read_authors")
    # SQLite bounds its search in the index by what it knows before it sees a post. PostgreSQL does so either
    # way, but with that would rather read all posts first.
    author_id = authors.c.id if db.engine.dialect.name == "sqlite" else Post.user_id
    near = Post.timestamp >= _threshold(author_id, before)
    return _page(written_by(authors).where(near), before)


def count_newer(reader: User, *, after: Cursor, most: int) -> int:
    """How many posts the reader's home has before a place; counts no further than `most`."""
    newer = after.newer(Post.timestamp, Post.id)
    found = sa.select(Post.id).where(Post.user_id.in_(reader.read_authors()), newer).limit(most).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(found)) or 0


def everybody(*, before: Cursor | None) -> Page[Post]:
    """What anybody wrote."""
    return _page(sa.select(Post).order_by(*NEWEST_FIRST), before)


def by(author: User, *, before: Cursor | None) -> Page[Post]:
    """What one person wrote."""
    return _page(sa.select(Post).where(Post.user_id == author.id).order_by(*NEWEST_FIRST), before)


def mentions(reader: User, *, before: Cursor | None) -> Page[Mention]:
    """The posts that name the reader or answer them, the latest to do so first."""
    size = current_app.config["POSTS_PER_PAGE"]
    found = sa.select(Mention).where(Mention.user_id == reader.id)
    if before:
        found = found.where(before.older(Mention.timestamp, Mention.post_id))
    whole = joinedload(Mention.post, innerjoin=True).joinedload(Post.author, innerjoin=True)
    found = found.order_by(Mention.timestamp.desc(), Mention.post_id.desc()).options(whole)
    return Page.cut(db.session.scalars(found.limit(size + 1)).all(), size=size)


def _page(posts: sa.Select[Post], before: Cursor | None) -> Page[Post]:
    size = current_app.config["POSTS_PER_PAGE"]
    if before:
        posts = posts.where(before.older(Post.timestamp, Post.id))
    found = db.session.scalars(posts.options(joinedload(Post.author, innerjoin=True)).limit(size + 1)).all()
    return Page.cut(found, size=size)


def _threshold(author_id: Any, before: Cursor | None) -> sa.ColumnElement[datetime]:
    """The moment of an author's newest few posts: nothing older than these can be on this page.

    Without it the database reads and sorts all that everybody followed ever wrote; with it, a page each.
    """
    size = current_app.config["POSTS_PER_PAGE"]
    other = aliased(Post)
    newest = sa.select(other.timestamp).where(other.user_id == author_id)
    if before:
        newest = newest.where(before.older(other.timestamp, other.id))
    last = newest.order_by(other.timestamp.desc()).limit(1).offset(size).scalar_subquery()
    return sa.func.coalesce(last, sa.literal(Cursor.START.timestamp, Post.timestamp.type))
