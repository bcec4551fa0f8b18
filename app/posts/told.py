"""What programs are told about posts, and what they may say in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_marshmallow import Schema
from marshmallow import fields, validate

from app.api.fields import Moment, Whole, Words
from app.api.pages import Page, count_by
from app.api.people import ToldPerson
from app.core.pages import MOST_ID
from app.forms import MostCharacters, something_visible
from app.posts.models import BODY_MOST_CHARACTERS, Post

BODY = {
    "description": f"At most {BODY_MOST_CHARACTERS} characters, as people count them, and some to be seen.",
    "pattern": r"\S",
    "example": "Beautiful day in Portland!",
}


class ChangedPost(Schema):
    """The words of a post."""

    body = Words(something_visible, MostCharacters(BODY_MOST_CHARACTERS), required=True, metadata=BODY)


class NewPost(ChangedPost):
    """What somebody writes."""

    reply_to = Whole(
        load_default=None,
        allow_none=True,
        validate=validate.Range(0, MOST_ID),
        metadata={"description": "The id of the post that this one answers.", "example": None},
    )


class PostLinks(Schema):
    """Where to go on from a post."""

    self = fields.String()
    author = fields.String()
    replies = fields.String()


class ToldPost(Schema):
    """A post."""

    id = fields.Integer(metadata={"example": 42})
    body = fields.String(metadata={"example": BODY["example"]})
    timestamp = Moment()
    edited_at = Moment(allow_none=True)
    language = fields.String(
        allow_none=True, metadata={"description": "A guess, made soon after the post.", "example": "en"}
    )
    author = fields.Nested(ToldPerson)
    reply_to = fields.Integer(
        allow_none=True,
        metadata={"description": "The post that this one answers; null also where that is gone."},
    )
    thread = fields.Integer(
        allow_none=True,
        metadata={"description": "The post with which the conversation began; null if it is this one."},
    )
    reply_count = fields.Integer(metadata={"description": "How many answer it directly.", "example": 3})
    _links = fields.Nested(PostLinks)


class ToldPosts(Page):
    """A page of posts."""

    items = fields.List(fields.Nested(ToldPost))


class ToldMention(Schema):
    """That a post names the user, or answers them."""

    timestamp = Moment()
    seen_at = Moment(allow_none=True)
    post = fields.Nested(ToldPost)


class ToldMentions(Page):
    """A page of mentions, the latest first."""

    items = fields.List(fields.Nested(ToldMention))


def one(post: Post) -> dict[str, Any]:
    """A post as programs are told of it."""
    [words] = all_of([post])
    return words


def all_of(posts: Sequence[Post]) -> list[dict[str, Any]]:
    """Posts as programs are told of them; asks once for all how many answer each."""
    replies = count_by(Post.reply_to_id, [post.id for post in posts]) if posts else {}
    return [_words(post, replies.get(post.id, 0)) for post in posts]


def path_of(post: Post) -> str:
    """The address of a post."""
    return url_for("api.get_post", post_id=post.id)


def _words(post: Post, reply_count: int) -> dict[str, Any]:
    same = ("id", "body", "timestamp", "edited_at", "language", "author")
    return {name: getattr(post, name) for name in same} | {
        "reply_to": post.reply_to_id,
        "thread": post.thread_id,
        "reply_count": reply_count,
        "_links": {
            "self": path_of(post),
            "author": url_for("api.get_user", user_id=post.user_id),
            "replies": url_for("api.post_replies", post_id=post.id),
        },
    }
