"""What programs are told about people, and what they may say about themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_marshmallow import Schema
from marshmallow import ValidationError, fields, validate, validates_schema

from app.accounts import passwords
from app.accounts.follower import followers
from app.accounts.forms import ABOUT_MOST_CHARACTERS, NAME, normal_address
from app.accounts.models import User
from app.api.fields import Moment, Words
from app.api.pages import Page, Window, count_by
from app.core import clock
from app.forms import MostCharacters
from app.posts.models import Post
from app.templating import avatar_url

AVATAR_WIDTH = 128
EMAIL_MOST_CHARACTERS = 120
ABOUT_WORDS = f"At most {ABOUT_MOST_CHARACTERS} characters, as people count them."
ABOUT = {"description": ABOUT_WORDS, "example": "Hello"}
USERNAME = {"pattern": r"^[A-Za-z0-9_.-]{3,64}$", "example": "susan"}
EMAIL = {"format": "email", "example": "susan@example.com"}


class UserLinks(Schema):
    """Where to go on from somebody."""

    self = fields.String()
    followers = fields.String()
    following = fields.String()
    posts = fields.String()
    avatar = fields.String()


class ToldUser(Schema):
    """Somebody; email is told of oneself only."""

    id = fields.Integer(metadata={"example": 1})
    username = fields.String(metadata={"example": "susan"})
    email = fields.String(metadata=EMAIL)
    last_seen = Moment(allow_none=True)
    about_me = fields.String(allow_none=True, metadata={"example": "Hello"})
    post_count = fields.Integer(metadata={"example": 42})
    follower_count = fields.Integer(metadata={"example": 7})
    following_count = fields.Integer(metadata={"example": 5})
    _links = fields.Nested(UserLinks)


class ToldUsers(Page):
    """A page of people."""

    items = fields.List(fields.Nested(ToldUser))


class Email(fields.String):
    """An address to which a mail can be sent, in its usual form."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> str:
        address = normal_address(super()._deserialize(value, *args, **options).strip())
        if address is None or len(address) > EMAIL_MOST_CHARACTERS:
            raise ValidationError(_("This is not an e-mail address."))
        return address


class NewUser(Schema):
    """Who wants an account."""

    username = Words(NAME, required=True, metadata=USERNAME)
    email = Email(required=True, metadata=EMAIL)
    password = fields.String(
        required=True,
        validate=validate.Length(passwords.LEAST, passwords.MOST),
        metadata={"description": "None that is easy to guess.", "example": "four unrelated words here"},
    )

    @validates_schema
    def refuse_common(self, wanted: dict[str, Any], **_options: Any) -> None:
        """Refuse what guessers try first."""
        about = wanted["username"], wanted["email"], wanted["email"].partition("@")[0]
        if passwords.is_common(wanted["password"], about=about):
            words = _("This password is easy to guess. A few unrelated words make a good one.")
            raise ValidationError(words, "password")


class ChangedUser(Schema):
    """What one may change about oneself; what is not there stays as it is."""

    username = Words(NAME, metadata=USERNAME)
    about_me = Words(MostCharacters(ABOUT_MOST_CHARACTERS), metadata=ABOUT)
    email = fields.String(metadata=EMAIL | {"description": "As it is; another one is refused."})


def one(user: User, reader: User) -> dict[str, Any]:
    """Somebody as the reader is told of them."""
    [words] = all_of([user])
    return words | ({"email": user.email} if user.id == reader.id else {})


def people(window: Window, key: Any, rows: sa.Select[Any]) -> dict[str, Any]:
    """A page of people, in the order of a column of ids."""
    page = window.tell(window.read(rows, key), window.count(rows, key))
    return page | {"items": all_of(page["items"])}


def newcomer(user_id: int, username: str, email: str) -> dict[str, Any]:
    """Somebody who has done nothing yet; asks no database, in which they may not be."""
    user = User(id=user_id, username=username, email=email, last_seen=clock.now())
    return _words(user, {}, {}, {})


def all_of(users: Sequence[User]) -> list[dict[str, Any]]:
    """People as others are told of them."""
    ids = [user.id for user in users]
    columns = (Post.user_id, followers.c.followed_id, followers.c.follower_id)
    counts = [count_by(column, ids) for column in columns]
    return [_words(user, *counts) for user in users]


def _words(
    user: User, posts: dict[int, int], follower: dict[int, int], following: dict[int, int]
) -> dict[str, Any]:
    pages = {"self": "get_user", "followers": "followers", "following": "following", "posts": "user_posts"}
    links = {name: url_for(f"api.{endpoint}", user_id=user.id) for name, endpoint in pages.items()}
    return {
        "id": user.id,
        "username": user.username,
        "last_seen": user.last_seen,
        "about_me": user.about_me,
        "post_count": posts.get(user.id, 0),
        "follower_count": follower.get(user.id, 0),
        "following_count": following.get(user.id, 0),
        "_links": links | {"avatar": avatar_url(user, AVATAR_WIDTH)},
    }
