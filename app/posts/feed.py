"""Timelines, newest first, a page at a time."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.core.pages import Cursor, Page
from app.extensions import db
from app.posts.models import Post

NEWEST_FIRST = (Post.timestamp.desc(), Post.id.desc())


def home(reader: User, *, before: Cursor | None) -> Page[Post]:
    """What the people that the reader follows wrote, and the reader."""
    authors = reader.read_authors().subquery("read_authors")
    theirs = sa.select(Post).join(authors, authors.c.id == Post.user_id)
    near = Post.timestamp >= _threshold(authors.c.id, before)
    return _page(theirs.where(near).order_by(*NEWEST_FIRST), before)


def everybody(*, before: Cursor | None) -> Page[Post]:
    """What anybody wrote."""
    return _page(sa.select(Post).order_by(*NEWEST_FIRST), before)


def by(author: User, *, before: Cursor | None) -> Page[Post]:
    """What one person wrote."""
    return _page(sa.select(Post).where(Post.user_id == author.id).order_by(*NEWEST_FIRST), before)


def _page(posts: sa.Select[Post], before: Cursor | None) -> Page[Post]:
    size = current_app.config["POSTS_PER_PAGE"]
    if before:
        posts = posts.where(before.older(Post.timestamp, Post.id))
    found = db.session.scalars(posts.options(joinedload(Post.author, innerjoin=True)).limit(size + 1)).all()
    return Page.cut(found, size=size)


def _threshold(author_id: sa.ColumnElement[int], before: Cursor | None) -> sa.ColumnElement[datetime]:
    """The moment of an author's newest few posts: nothing older than these can be on this page.

    Without it the database reads and sorts all that everybody followed ever wrote; with it, a page each. It
    hangs on the author alone: known before their posts are looked up, it bounds the search in the index.
    """
    size = current_app.config["POSTS_PER_PAGE"]
    newest = sa.select(Post.timestamp).where(Post.user_id == author_id)
    if before:
        newest = newest.where(before.older(Post.timestamp, Post.id))
    last = newest.order_by(Post.timestamp.desc()).limit(1).offset(size)
    few = last.correlate_except(Post).scalar_subquery()
    return sa.func.coalesce(few, sa.literal(Cursor.START, Post.timestamp.type))
