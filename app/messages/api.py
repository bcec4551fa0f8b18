"""Private messages for programs."""

from __future__ import annotations

from typing import Any

from apifairy import arguments, body, other_responses, response
from flask import abort, url_for
from flask_babel import gettext as _
from flask_marshmallow import Schema
from marshmallow import fields

from app.accounts.models import User
from app.api.auth import needs, the_user
from app.api.fields import Links, Moment, Words
from app.api.limits import keep_pace
from app.api.pages import AskedById, Page, Window
from app.api.people import ToldPerson
from app.core.after import after_response
from app.core.web import api
from app.errors import Problem
from app.extensions import db
from app.forms import MostCharacters, something_visible
from app.messages import mail, windows
from app.messages.limits import PACE
from app.messages.models import BODY_MOST_CHARACTERS

PATH = "/users/<id:user_id>/messages"
NOT_THERE = {403: "The token is for something else, or it is oneself.", 404: "There is no such user."}
BODY = {
    "description": f"At most {BODY_MOST_CHARACTERS} characters, as people count them, and some to be seen.",
    "pattern": r"\S",
    "example": "Is the lamp still there?",
}


class NewMessage(Schema):
    """What somebody writes to somebody."""

    body = Words(something_visible, MostCharacters(BODY_MOST_CHARACTERS), required=True, metadata=BODY)


class ToldMessage(Schema):
    """A message."""

    id = fields.Integer(metadata={"example": 42})
    body = fields.String(metadata={"example": BODY["example"]})
    timestamp = Moment()
    author = fields.Nested(ToldPerson)
    read_at = Moment(allow_none=True, metadata={"description": "When its recipient read it."})


class ToldMessages(Page):
    """A page of messages, the newest first."""

    items = fields.List(fields.Nested(ToldMessage))


class ConversationLinks(Schema):
    """Where to go on from a conversation."""

    messages = fields.String()
    user = fields.String()


def _links_of(conversation: dict[str, Any]) -> dict[str, str]:
    user_id = conversation["user"].id
    return {
        "messages": url_for("api.messages", user_id=user_id),
        "user": url_for("api.get_user", user_id=user_id),
    }


class ToldConversation(Schema):
    """How it stands between the user and somebody."""

    user = fields.Nested(ToldPerson)
    last_message = fields.Nested(ToldMessage)
    unread = fields.Boolean(metadata={"description": "Whether something in it waits to be read."})
    _links = Links(ConversationLinks, _links_of)


class ToldConversations(Page):
    """A page of conversations, the newest first."""

    items = fields.List(fields.Nested(ToldConversation))


@api.get("/conversations")
@needs("messages")
@arguments(AskedById)
@response(ToldConversations)
def conversations(window: Window) -> Any:
    """With whom the user has exchanged messages, the newest first."""
    return windows.conversations(the_user(), window)


@api.get(PATH)
@needs("messages")
@arguments(AskedById)
@response(ToldMessages)
@other_responses(NOT_THERE)
def messages(window: Window, user_id: int) -> Any:
    """What the user and somebody wrote to one another, the newest first; to look marks none as read."""
    return windows.between(the_user(), _other(user_id), window)


@api.post(PATH)
@needs("messages")
@body(NewMessage)
@response(ToldMessage, 201)
@other_responses(NOT_THERE | {429: "Too many requests, or too many messages in a minute."})
def write_message(written: dict[str, Any], user_id: int) -> Any:
    """Write to somebody."""
    person = _other(user_id)
    if not the_user().reaches(person):
        raise Problem(403, _("You cannot write to %(username)s.", username=person.username))
    keep_pace(PACE, the_user().id)
    message = the_user().write_to(person, written["body"])
    db.session.commit()
    after_response(mail.tell_of, message.id)
    return message


@api.post(f"{PATH}/read")
@needs("messages")
@other_responses(NOT_THERE)
def read_messages(user_id: int) -> Any:
    """Mark as read what somebody wrote to the user."""
    the_user().read(_other(user_id))
    return "", 204


def _other(user_id: int) -> User:
    person = User.with_id(user_id) or abort(404)
    if person.id == the_user().id:
        raise Problem(403, _("You cannot write to yourself."))
    return person
