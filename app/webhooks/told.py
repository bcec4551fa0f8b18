"""What programs are told of webhooks, and what they may say of them."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_marshmallow import Schema
from marshmallow import ValidationError, fields

from app.api.fields import Moment
from app.webhooks import address
from app.webhooks.models import URL_MOST_CHARACTERS, Fault, Standing

EXAMPLE = "https://hooks.example.org/microblog"
ABOUT = "An address to call when the task has ended: with https, and nowhere within this machine's network."


class WebhookUrl(fields.String):
    """An address that may be called, as far as it itself tells that."""

    def __init__(self, **options: Any) -> None:
        about = {"description": ABOUT, "example": EXAMPLE, "maxLength": URL_MOST_CHARACTERS}
        super().__init__(metadata=about | {"pattern": address.PATTERN}, **options)

    def _deserialize(self, value: Any, *place: Any, **options: Any) -> str:
        url = super()._deserialize(value, *place, **options)
        if not address.is_right(url):
            raise ValidationError(_("Give an address such as https://hooks.example.org/microblog."))
        if not address.is_allowed(url, private_too=current_app.config["WEBHOOKS_TO_PRIVATE_ADDRESSES"]):
            raise ValidationError(_("Only addresses that are public may be called, and only with https."))
        return url


class NewWebhook(Schema):
    """Whom to call."""

    url = WebhookUrl(required=True)


class ToldWebhook(Schema):
    """A webhook, and what became of the call."""

    url = fields.String(metadata={"example": EXAMPLE})
    state = fields.Enum(Standing, by_value=True)
    attempts = fields.Integer(metadata={"description": "How often it was called for the last end."})
    status = fields.Integer(
        allow_none=True,
        metadata={"description": "Of the last answer; null if there was none.", "example": 204},
    )
    fault = fields.Enum(
        Fault, by_value=True, allow_none=True, metadata={"description": "Why there was no answer."}
    )
    created_at = Moment()
    tried_at = Moment(allow_none=True)


class SetWebhook(ToldWebhook):
    """A webhook as it is shown when it is set, and only then with its secret."""

    secret = fields.String(metadata={"example": "whsec_bmV2ZXIgdXNlIGEgc2VjcmV0IGZyb20gYSBwYWdlIQ=="})
