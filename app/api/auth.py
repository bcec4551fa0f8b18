"""Who asks: shown by name and password to get a token, and by the token from then on; never by a session."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_httpauth import HTTPAuth, HTTPBasicAuth, HTTPTokenAuth

from app.accounts.models import User
from app.accounts.proof import proven
from app.errors import Problem, answer


class StrictBasicAuth(HTTPBasicAuth):
    """Name and password, sent with each request."""

    # The library's own reading takes any scheme, and skips what is no Base64.
    get_auth = HTTPAuth.get_auth


basic_auth = StrictBasicAuth(realm="Microblog")
token_auth = HTTPTokenAuth(realm="Microblog")


def the_user() -> User:
    """For whom a request asks; only behind `authenticate`."""
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
    return proven(username.strip(), password, lock=True) if username and password else None


@token_auth.verify_token
def _find(token: str) -> User | None:
    return User.with_token(token)


@basic_auth.error_handler
def _refuse_password(status: int) -> ResponseReturnValue:
    return answer(Problem(status, _("Send a name and a password, with which one can log in.")))


@token_auth.error_handler
def _refuse_token(status: int) -> ResponseReturnValue:
    return answer(Problem(status, _("Send a token that has neither expired nor been revoked.")))
