"""The guide's example of work after a response, at the guide's address."""

from __future__ import annotations

from typing import Any

from apifairy import arguments, other_responses, response
from flask_babel import gettext as _
from flask_marshmallow import Schema
from marshmallow import fields, validate

from app.accounts.forms import normal_address
from app.api.auth import needs, the_user
from app.core.after import after_response
from app.core.web import NOTICES, api
from app.errors import Problem
from app.notices import book

MOST_CHARACTERS = 200


class Query(Schema):
    """What the notice tells besides."""

    q = fields.String(load_default=None, validate=validate.Length(max=MOST_CHARACTERS))


class Begun(Schema):
    """What is answered at once."""

    message = fields.String(metadata={"example": "Notification sent in the background"})


@needs("write")
@arguments(Query)
@response(Begun, 202)
@other_responses({422: "No mail could be sent to this address, or the query is too long."})
def send_notification(asked: dict[str, Any], email: str) -> Any:
    """Write a notice down, after the answer; nothing is mailed to anybody."""
    address = normal_address(email)
    if address is None:
        raise Problem(422, _("This is not an e-mail address."))
    _note_query(asked["q"])
    after_response(book.write, the_user().id, f"message to {address}")
    return {"message": "Notification sent in the background"}


def _note_query(query: str | None) -> None:
    """The part that a lower level contributes, as the guide has it."""
    if query:
        after_response(book.write, the_user().id, f"found query: {query}")


# The guide's address is outside of /api; the rule is the blueprint's all the same, with all its limits.
api.record(
    lambda state: state.app.add_url_rule(
        f"{NOTICES}<email>", "api.send_notification", send_notification, methods=["POST"]
    )
)
