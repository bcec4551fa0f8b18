"""Timelines, newest first, a page at a time."""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import User
from app.core.pages import Cursor, Page
from app.extensions import db
from app.posts.models import Post

NEWEST_FIRST = (Post.timestamp.desc(), Post.id.desc())


def home(reader: User, *, before: Cursor | None) -> Page[Post]:
    """What the people that the reader follows wrote, and the reader."""
    return _page(reader.following_posts().where(_near_enough(before)), before)


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


def _near_enough(before: Cursor | None) -> sa.ColumnElement[bool]:
    """The condition that a post is among its author's newest few: nothing older can be on this page.

    Without it the database reads and sorts all that everybody followed ever wrote; with it, a page each.
    """
    size = current_app.config["POSTS_PER_PAGE"]
    other = aliased(Post)
    newest = sa.select(other.timestamp).where(other.user_id == Post.user_id)
    if before:
        newest = newest.where(before.older(other.timestamp, other.id))
    last = newest.order_by(other.timestamp.desc()).limit(1).offset(size).scalar_subquery()
    return Post.timestamp >= sa.func.coalesce(last, sa.literal(Cursor.START, Post.timestamp.type))
