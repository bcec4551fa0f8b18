"""What we use of Flask-Login, which has no types of its own; with it, `current_user` is our User."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from app.accounts.models import User
from flask import Flask
from flask.typing import ResponseReturnValue

_F = TypeVar("_F", bound=Callable[..., object])
_Loader = TypeVar("_Loader", bound=Callable[[str], User | None])
_Refusal = TypeVar("_Refusal", bound=Callable[[], ResponseReturnValue])

# Nobody has only `is_authenticated`: every other use stands behind it or behind `login_required`.
current_user: User

class UserMixin:
    @property
    def is_active(self) -> bool: ...
    @property
    def is_anonymous(self) -> bool: ...
    @property
    def is_authenticated(self) -> bool: ...
    def get_id(self) -> str: ...

class LoginManager:
    id_attribute: str
    session_protection: str | None
    def init_app(self, app: Flask) -> None: ...
    def unauthorized_handler(self, callback: _Refusal) -> _Refusal: ...
    def user_loader(self, callback: _Loader) -> _Loader: ...

def login_required(func: _F) -> _F: ...
def login_user(
    user: User, remember: bool = ..., duration: timedelta | None = ..., force: bool = ..., fresh: bool = ...
) -> bool: ...
def logout_user() -> bool: ...
