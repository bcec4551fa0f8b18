"""What we use of Flask-HTTPAuth, which has no types of its own; with it, `current_user` is our User."""

from collections.abc import Callable
from typing import TypeVar

from app.accounts.models import User
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import Authorization

_Refusal = TypeVar("_Refusal", bound=Callable[[int], ResponseReturnValue])
_Find = TypeVar("_Find", bound=Callable[[str], User | None])
_Roles = TypeVar("_Roles", bound=Callable[[User], list[str]])
_Prove = TypeVar("_Prove", bound=Callable[[str | None, str | None], User | None])

class HTTPAuth:
    # Every use stands behind `login_required`, so there is somebody.
    def current_user(self) -> User: ...
    def error_handler(self, f: _Refusal) -> _Refusal: ...
    def get_auth(self) -> Authorization | None: ...

class HTTPBasicAuth(HTTPAuth):
    def __init__(self, *, realm: str) -> None: ...
    def verify_password(self, f: _Prove) -> _Prove: ...

class HTTPTokenAuth(HTTPAuth):
    def __init__(self, *, realm: str) -> None: ...
    def verify_token(self, f: _Find) -> _Find: ...
    def get_user_roles(self, f: _Roles) -> _Roles: ...
