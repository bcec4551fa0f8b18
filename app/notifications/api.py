"""News for programs."""

from __future__ import annotations

from typing import Any

from apifairy import arguments, response
from flask_marshmallow import Schema
from marshmallow import fields, validate

from app.api.auth import needs, the_user
from app.core.web import api
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
