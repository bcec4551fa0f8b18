"""The timelines for programs, which go towards older posts, towards newer ones, and by number."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts.models import User
from app.api.pages import Window
from app.core.pages import Cursor
from app.extensions import db
from app.moderation.restraints import is_shown
from app.posts import thread, told
from app.posts.author import written_by
from app.posts.mentions import Mention
from app.posts.models import Post

LATEST = datetime.max.replace(tzinfo=UTC)


def everybody(reader: User, window: Window) -> dict[str, Any]:
    """What anybody wrote, but not those whom the reader blocked or muted."""
    return _page(window, sa.select(Post).where(is_shown(Post.user_id, to=reader.id)))


def by(author: User, reader: User, window: Window) -> dict[str, Any]:
    """What one person wrote; nothing if the reader blocked them."""
    shown = is_shown(Post.user_id, to=reader.id, muted=True)
    return _page(window, sa.select(Post).where(Post.user_id == author.id, shown))


def home(reader: User, window: Window) -> dict[str, Any]:
    """What the people that the reader follows wrote, and the reader."""
    authors = reader.read_authors().subquery("read_authors")
    # Which of the two columns it is matters to the planners; app/posts/feed.py says how.
    author_id = authors.c.id if db.engine.dialect.name == "sqlite" else Post.user_id
    return _page(window, written_by(authors).order_by(None), _near(author_id, window))


def below(post: Post, reader: User, window: Window) -> dict[str, Any]:
    """What answers a post; of the one that began it all, the whole conversation."""
    shown = is_shown(Post.user_id, to=reader.id, muted=True)
    return _page(window, sa.select(Post).where(thread.below(post), shown))


def mentions(reader: User, window: Window) -> dict[str, Any]:
    """The posts that name the reader or answer them, the latest to do so first."""
    own = sa.select(Mention).join(Mention.post).where(Mention.user_id == reader.id)
    own, key = own.where(is_shown(Post.user_id, to=reader.id)), (Mention.timestamp, Mention.post_id)
    whole = contains_eager(Mention.post).joinedload(Post.author, innerjoin=True)
    page = window.tell(window.read(own.options(whole), *key), window.count(own, *key))
    found = page["items"]
    posts = told.all_of([mention.post for mention in found])
    words = [
        {"timestamp": mention.timestamp, "seen_at": mention.seen_at, "post": post}
        for mention, post in zip(found, posts, strict=True)
    ]
    return page | {"items": words}


def _page(window: Window, posts: sa.Select[Post], *near: Any) -> dict[str, Any]:
    shown = posts.where(*near).options(joinedload(Post.author, innerjoin=True))
    found = window.read(shown, Post.timestamp, Post.id)
    page = window.tell(found, window.count(posts, Post.timestamp, Post.id))
    return page | {"items": told.all_of(page["items"])}


def _near(author_id: Any, window: Window) -> sa.ColumnElement[bool]:
    """Not beyond an author's few posts that are nearest: nothing further away can be on the page.

    Without it the database reads and sorts all that everybody followed ever wrote; with it, a page each.
    """
    other = aliased(Post)
    nearest = sa.select(other.timestamp).where(other.user_id == author_id)
    last = window.narrow(nearest, other.timestamp, other.id).limit(1).offset(window.end - 1).scalar_subquery()
    moment, kind = LATEST if window.is_forward else Cursor.START.timestamp, Post.timestamp.type
    bound = sa.func.coalesce(last, sa.literal(moment, kind))
    return Post.timestamp <= bound if window.is_forward else Post.timestamp >= bound
