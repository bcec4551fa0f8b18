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
from app.accounts.tokens import ApiToken
from app.api.auth import basic_auth, named, the_token, the_user, token_auth
from app.api.fields import Moment
from app.core.web import api
from app.extensions import db


class NewToken(Schema):
    """What one may say of a token that one asks for."""

    name = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=1, max=64))


class IssuedToken(Schema):
    """A token, as it is shown this once."""

    token = fields.String(required=True)
    expires_at = Moment(required=True)


@api.post("/tokens")
@limit_tries(name=named, refused=401)
@authenticate(basic_auth)
@body(NewToken)
@response(IssuedToken)
@other_responses({429: "Too many wrong passwords."})
def create_token(asked: dict[str, Any]) -> dict[str, Any]:
    """Get a token for the user whose name and password come with the request."""
    keep = timedelta(days=current_app.config["API_TOKEN_DAYS"])
    token, expires_at = ApiToken.issue(the_user().id, name=asked["name"], keep=keep)
    db.session.commit()
    current_app.logger.info("user %s got an API token", the_user().id)
    return {"token": token, "expires_at": expires_at}


@api.delete("/tokens")
@authenticate(token_auth)
def delete_token() -> ResponseReturnValue:
    """End the token that comes with the request."""
    ApiToken.revoke(the_token())
    db.session.commit()
    current_app.logger.info("user %s gave an API token back", the_user().id)
    return "", 204
