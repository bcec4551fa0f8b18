"""Posts for programs: the timelines, writing, and taking back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from apifairy import arguments, body, other_responses, response
from flask import abort, url_for
from flask_babel import gettext as _
from flask_marshmallow import Schema
from marshmallow import fields

from app.accounts.models import User
from app.api.auth import needs, the_user
from app.api.fields import Links, Moment, Words
from app.api.pages import AskedByTime, Page, Window
from app.core.web import api
from app.errors import Problem
from app.extensions import db
from app.forms import MostCharacters, something_visible
from app.moderation.restraints import is_shown
from app.posts import windows
from app.posts.models import BODY_MOST_CHARACTERS, Post

ID = "<int(max=2147483647):post_id>"
NOT_THERE = "There is no such post."
BODY = {
    "description": f"At most {BODY_MOST_CHARACTERS} characters, as people count them, and some to be seen.",
    "pattern": r"\S",
    "example": "Beautiful day in Portland!",
}


class NewPost(Schema):
    """What somebody writes."""

    body = Words(something_visible, MostCharacters(BODY_MOST_CHARACTERS), required=True, metadata=BODY)


def _links_of(post: Post) -> dict[str, str]:
    return {"self": _path(post), "author": url_for("api.get_user", user_id=post.user_id)}


def _path(post: Post) -> str:
    return url_for("api.get_post", post_id=post.id)


class ToldAuthor(Schema):
    """Who wrote a post."""

    id = fields.Integer(metadata={"example": 1})
    username = fields.String(metadata={"example": "susan"})


class PostLinks(Schema):
    """Where to go on from a post."""

    self = fields.String()
    author = fields.String()


class ToldPost(Schema):
    """A post."""

    id = fields.Integer(metadata={"example": 42})
    body = fields.String(metadata={"example": BODY["example"]})
    timestamp = Moment()
    author = fields.Nested(ToldAuthor)
    _links = Links(PostLinks, _links_of)


class ToldPosts(Page):
    """A page of posts, the newest first."""

    items = fields.List(fields.Nested(ToldPost))


@api.get("/posts")
@needs("read")
@arguments(AskedByTime)
@response(ToldPosts)
def posts(window: Window) -> Any:
    """What everybody wrote, the newest first."""
    return windows.everybody(the_user(), window)


@api.get("/timeline")
@needs("read")
@arguments(AskedByTime)
@response(ToldPosts)
def timeline(window: Window) -> Any:
    """What the people wrote whom the user follows, and the user, the newest first."""
    return windows.home(the_user(), window)


@api.get("/users/<int(max=2147483647):user_id>/posts")
@needs("read")
@arguments(AskedByTime)
@response(ToldPosts)
@other_responses({404: "There is no such user."})
def user_posts(window: Window, user_id: int) -> Any:
    """What somebody wrote, the newest first."""
    return windows.by(db.session.get(User, user_id) or abort(404), the_user(), window)


@api.post("/posts")
@needs("write")
@body(NewPost)
@response(ToldPost, 201)
def create_post(written: dict[str, Any]) -> Any:
    """Write a post."""
    post = _write(**written)
    db.session.commit()
    return post, {"Location": _path(post)}


@api.get(f"/posts/{ID}")
@needs("read")
@response(ToldPost)
@other_responses({404: NOT_THERE})
def get_post(post_id: int) -> Any:
    """One post."""
    return _found(post_id)


@api.delete(f"/posts/{ID}")
@needs("write")
@other_responses({404: NOT_THERE})
def delete_post(post_id: int) -> Any:
    """Take back a post of one's own."""
    post = _found(post_id)
    if post.user_id != the_user().id:
        raise Problem(403, _("This is somebody else's post."))
    db.session.delete(post)
    db.session.commit()
    return "", 204


def _write(*, body: str) -> Post:
    post = Post(body=body, user_id=the_user().id)
    db.session.add(post)
    return post


def _found(post_id: int) -> Post:
    shown = is_shown(Post.user_id, to=the_user().id, muted=True)
    return db.session.scalar(sa.select(Post).where(Post.id == post_id, shown)) or abort(404)
