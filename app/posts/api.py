"""Posts for programs: the timelines, conversations and mentions; writing, changing, and taking back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from apifairy import arguments, body, other_responses, response
from flask import abort
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.api.auth import needs, the_user
from app.api.limits import keep_pace
from app.api.pages import AskedByTime, Window
from app.core import clock
from app.core.web import api
from app.errors import Problem
from app.extensions import db
from app.moderation.restraints import is_shown
from app.posts import told, windows
from app.posts.limits import PACE
from app.posts.models import Post
from app.posts.told import ChangedPost, NewPost, ToldMentions, ToldPost, ToldPosts
from app.transactions import begin_writing

NOT_THERE = "There is no such post."
TOO_MANY = "Too many requests, or too many posts, replies and changes in a minute."


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


@api.get("/users/<id:user_id>/posts")
@needs("read")
@arguments(AskedByTime)
@response(ToldPosts)
@other_responses({404: "There is no such user."})
def user_posts(window: Window, user_id: int) -> Any:
    """What somebody wrote, the newest first."""
    return windows.by(User.with_id(user_id) or abort(404), the_user(), window)


@api.post("/posts")
@needs("write")
@body(NewPost)
@response(ToldPost, 201)
@other_responses({
    403: "Its author is not to be answered.",
    404: "There is no such post to answer.",
    429: TOO_MANY,
})
def create_post(written: dict[str, Any]) -> Any:
    """Write a post, or answer one; who is named in it, or answered, is told."""
    post = _write(**written)
    return told.one(post), {"Location": told.path_of(post)}


@api.get("/posts/<id:post_id>")
@needs("read")
@response(ToldPost)
@other_responses({404: NOT_THERE})
def get_post(post_id: int) -> Any:
    """One post."""
    return told.one(_found(post_id))


@api.get("/posts/<id:post_id>/replies")
@needs("read")
@arguments(AskedByTime)
@response(ToldPosts)
@other_responses({404: NOT_THERE})
def post_replies(window: Window, post_id: int) -> Any:
    """What answers a post, the newest first; of the one that began it all, the whole conversation."""
    return windows.below(_found(post_id), the_user(), window)


@api.put("/posts/<id:post_id>")
@needs("write")
@body(ChangedPost)
@response(ToldPost)
@other_responses({404: NOT_THERE, 429: TOO_MANY})
def change_post(changed: dict[str, Any], post_id: int) -> Any:
    """Give a post of one's own other words."""
    post = _own(post_id, body=changed["body"])
    keep_pace(PACE, the_user().id)
    the_user().rewrite(post, changed["body"])
    db.session.commit()
    return told.one(post)


@api.delete("/posts/<id:post_id>")
@needs("write")
@other_responses({404: NOT_THERE})
def delete_post(post_id: int) -> Any:
    """Take back a post of one's own; the answers to it stay."""
    the_user().withdraw(_own(post_id))
    db.session.commit()
    return "", 204


@api.get("/mentions")
@needs("read")
@arguments(AskedByTime)
@response(ToldMentions)
def mentions(window: Window) -> Any:
    """The posts that name the user or answer them, the latest first; to look marks none as seen."""
    return windows.mentions(the_user(), window)


@api.post("/mentions/seen")
@needs("write")
def see_mentions() -> Any:
    """Mark all mentions as seen."""
    now = clock.now()
    begin_writing()
    the_user().see_mentions(now)
    db.session.commit()
    return "", 204


def _write(*, body: str, reply_to: int | None) -> Post:
    question = None if reply_to is None else _found(reply_to)
    if question and question.user_id != the_user().id and not the_user().reaches(question.author):
        raise Problem(403, _("You cannot reply to %(username)s.", username=question.author.username))
    keep_pace(PACE, the_user().id)
    try:
        post = the_user().write(body, reply_to=question)
        db.session.commit()
    except IntegrityError:
        # The question was deleted a moment ago.
        db.session.rollback()
        abort(404)
    return post


def _found(post_id: int) -> Post:
    shown = is_shown(Post.user_id, to=the_user().id, muted=True)
    return db.session.scalar(sa.select(Post).where(Post.id == post_id, shown)) or abort(404)


def _own(post_id: int, *, body: str = "") -> Post:
    if own := the_user().hold(post_id, body=body):
        return own
    _found(post_id)
    raise Problem(403, _("This is somebody else's post."))
