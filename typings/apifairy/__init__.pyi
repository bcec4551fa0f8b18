"""What we use of APIFairy, which has no types of its own."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from flask import Flask
from flask.typing import ResponseReturnValue
from flask_httpauth import HTTPAuth
from marshmallow import Schema

_P = ParamSpec("_P")
_R = TypeVar("_R")
_Refusal = TypeVar("_Refusal", bound=Callable[[int, dict[str, Any]], ResponseReturnValue])

class APIFairy:
    def init_app(self, app: Flask) -> None: ...
    def error_handler(self, f: _Refusal) -> _Refusal: ...

def authenticate(auth: HTTPAuth) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]: ...

# The view's last argument is what the schema made of the body, and the caller does not pass it.
def body(schema: type[Schema]) -> Callable[[Callable[..., _R]], Callable[..., _R]]: ...

# What the view returns is what the schema makes JSON of; in a tuple, headers may follow.
def response(
    schema: type[Schema], status_code: int = ...
) -> Callable[[Callable[_P, object]], Callable[_P, ResponseReturnValue]]: ...
