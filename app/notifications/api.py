"""News for programs."""

from __future__ import annotations

from typing import Any

from apifairy import arguments, other_responses, response
from flask import g
from flask.typing import ResponseReturnValue
from flask_marshmallow import Schema
from marshmallow import fields, validate

from app.accounts.models import User
from app.accounts.tokens import Permit
from app.api.auth import needs, the_token, the_user
from app.core import clock
from app.core.web import api
from app.notifications import listening
from app.notifications.models import Notification

# Unix seconds of the year 9999.
LATEST = 253_370_764_800


class Since(Schema):
    """Since when news are wanted."""

    since = fields.Float(
        load_default=0,
        allow_nan=False,
        validate=validate.Range(0, LATEST),
        metadata={"description": "Unix seconds, such as the timestamp of the last news that one has."},
    )


class LastHeard(Schema):
    """What a stream said last that has ended."""

    last_event_id = fields.Float(
        data_key="Last-Event-ID",
        load_default=None,
        allow_nan=False,
        validate=validate.Range(0, LATEST),
        metadata={"description": "The id of the last event that one has; it counts more than `since`."},
    )


class ToldNotification(Schema):
    """The latest news of one thing."""

    name = fields.String(metadata={"example": "task_progress"})
    data = fields.Function(lambda news: news.get_data(), metadata={"description": "As the name has it."})
    timestamp = fields.Float(metadata={"example": 1790000000.25})


class ToldNotifications(Schema):
    """News, the oldest first."""

    items = fields.List(fields.Nested(ToldNotification))


@api.get("/notifications")
@needs("read")
@arguments(Since)
@response(ToldNotifications)
def notifications(asked: dict[str, Any]) -> Any:
    """The latest news of each thing since a moment, the oldest first."""
    return {"items": Notification.since(the_user().id, asked["since"])}


@api.get("/notifications/stream")
@needs("read")
@arguments(Since)
@arguments(LastHeard, location="headers")
@other_responses({
    200: "The news as they come, each an event with its moment as id.",
    204: "There can be no stream at the moment: ask every now and then.",
    503: "Too many streams.",
})
def notifications_stream(asked: dict[str, Any], heard: dict[str, Any]) -> ResponseReturnValue:
    """The news since a moment and all that follow, as server-sent events, for half an hour at most."""
    token, last, permit = the_token(), heard["last_event_id"], _permit()
    return listening.answer(
        the_user().id,
        since=asked["since"] if last is None else last,
        still_may=lambda: User.with_token(token) is not None,
        most_s=(permit.expires_at - clock.now()).total_seconds(),
    )


def _permit() -> Permit:
    return g.permit
