"""Who asks: shown by name and password to get a token, and by the token from then on; never by a session."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from apifairy import authenticate
from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_httpauth import HTTPAuth, HTTPBasicAuth, HTTPTokenAuth

from app.accounts.models import User
from app.accounts.proof import proven
from app.accounts.tokens import ApiToken, Permit, Scope
from app.core import clock
from app.errors import Problem, answer
from app.transactions import in_passing

P = ParamSpec("P")
R = TypeVar("R")


class StrictBasicAuth(HTTPBasicAuth):
    """Name and password, sent with each request."""

    # The library's own reading takes any scheme, and skips what is no Base64.
    get_auth = HTTPAuth.get_auth


basic_auth = StrictBasicAuth(realm="Microblog")
token_auth = HTTPTokenAuth(realm="Microblog")


def init_app(app: Flask) -> None:
    """Note when tokens are used."""
    app.after_request(_note_use)


def needs(scope: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a view be used with a token that is for this, and tell so in the description."""
    return authenticate(token_auth, role=Scope(scope))


def the_user() -> User:
    """For whom a request asks; only behind `needs` or `authenticate`."""
    return token_auth.current_user()


def the_token() -> str:
    """The token that a request brought; none is the empty one."""
    authorization = token_auth.get_auth()
    return (authorization and authorization.token) or ""


def named() -> str:
    """Who a request with name and password says it is."""
    authorization = basic_auth.get_auth()
    return (authorization and authorization.username) or ""


@basic_auth.verify_password
def _prove(username: str | None, password: str | None) -> User | None:
    # What is no Base64 has neither.
    user = proven(username.strip(), password, lock=True) if username and password else None
    if user and user.suspended_at:
        raise Problem(403, _("This account is suspended."))
    return user


@token_auth.verify_token
def _find(token: str) -> User | None:
    user = User.with_token(token)
    if user:
        g.permit = user.permit
    return user


@token_auth.get_user_roles
def _scopes(user: User) -> list[str]:
    return [*user.permit.scopes]


@basic_auth.error_handler
def _refuse_password(status: int) -> ResponseReturnValue:
    return answer(Problem(status, _("Send a name and a password, with which one can log in.")))


@token_auth.error_handler
def _refuse_token(status: int) -> ResponseReturnValue:
    if status != 403:
        return answer(Problem(status, _("Send a token that has neither expired nor been revoked.")))
    [scope] = vars(current_app.view_functions[request.endpoint or ""])["_spec"]["roles"]
    return answer(Problem(status, _('This needs a token with the scope "%(scope)s".', scope=scope)))


def _note_use(response: Response) -> Response:
    permit: Permit | None = g.get("permit")
    now = clock.now()
    if permit and not permit.is_noted(now):
        with in_passing(f"use of token {permit.token_id}"):
            ApiToken.note_use(permit.token_id, now)
    return response
