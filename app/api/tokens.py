"""Getting a token, and giving it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from apifairy import authenticate, body, other_responses, response
from flask import current_app
from flask.typing import ResponseReturnValue
from flask_marshmallow import Schema
from marshmallow import fields, validate

from app.accounts.proof import limit_tries
from app.accounts.tokens import NAME_MOST_CHARACTERS, ApiToken, Scope
from app.api.auth import basic_auth, named, the_token, the_user, token_auth
from app.api.fields import Moment, Whole
from app.core.web import api
from app.extensions import db


class NewToken(Schema):
    """What one may say of a token that one asks for."""

    name = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(min=1, max=NAME_MOST_CHARACTERS),
        metadata={"description": "By which its owner knows it again.", "example": "backup"},
    )
    scopes = fields.List(
        fields.Enum(Scope, by_value=True),
        load_default=None,
        allow_none=True,
        validate=validate.Length(min=1, max=20),
        metadata={"description": "What it is for; everything if nothing is said.", "example": ["read"]},
    )
    days = Whole(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, 365),
        metadata={"description": "After how many days it ends; the site may end it earlier.", "example": 7},
    )


class IssuedToken(Schema):
    """A token, as it is shown this once."""

    token = fields.String(required=True, metadata={"example": "2x4XhmV0lIXVzVlnzxKFKBxPhLWLTdFhRaPBKyb5gVE"})
    name = fields.String(allow_none=True)
    scopes = fields.List(fields.Enum(Scope, by_value=True), metadata={"example": ["read"]})
    expires_at = Moment(required=True)


@api.post("/tokens")
@limit_tries(name=named, refused=401)
@authenticate(basic_auth)
@body(NewToken)
@response(IssuedToken)
@other_responses({429: "Too many wrong passwords."})
def create_token(asked: dict[str, Any]) -> dict[str, Any]:
    """Get a token for the user whose name and password come with the request."""
    days = current_app.config["API_TOKEN_DAYS"]
    keep = timedelta(days=min(asked.pop("days") or days, days))
    token, kept = ApiToken.issue(the_user().id, keep=keep, **asked)
    db.session.commit()
    current_app.logger.info("user %s got an API token", the_user().id)
    return {"token": token, "name": kept.name, "scopes": kept.allows(), "expires_at": kept.expires_at}


@api.delete("/tokens")
@authenticate(token_auth)
def delete_token() -> ResponseReturnValue:
    """End the token that comes with the request."""
    ApiToken.revoke(the_token())
    db.session.commit()
    current_app.logger.info("user %s gave an API token back", the_user().id)
    return "", 204
