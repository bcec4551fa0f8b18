"""What we use of APIFairy, which has no types of its own."""

from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from flask import Flask
from flask.typing import ResponseReturnValue
from flask_httpauth import HTTPAuth
from marshmallow import Schema

_P = ParamSpec("_P")
_R = TypeVar("_R")
_Completion = TypeVar("_Completion", bound=Callable[[dict[str, Any]], dict[str, Any]])
_Refusal = TypeVar("_Refusal", bound=Callable[[int, dict[str, Any]], ResponseReturnValue])

class APIFairy:
    # The description of all views, made when it is first asked for, within a request.
    @property
    def apispec(self) -> dict[str, Any]: ...
    def init_app(self, app: Flask) -> None: ...
    def process_apispec(self, f: _Completion) -> _Completion: ...
    def error_handler(self, f: _Refusal) -> _Refusal: ...

# A role is what `get_user_roles` has to name.
def authenticate(auth: HTTPAuth, *, role: str = ...) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]: ...

# As of `body`; a view has what the query says first, or what the headers say.
def arguments(
    schema: type[Schema], location: str = ...
) -> Callable[[Callable[..., _R]], Callable[..., _R]]: ...

# The view's last argument is what the schema made of the body, and the caller does not pass it.
def body(schema: type[Schema]) -> Callable[[Callable[..., _R]], Callable[..., _R]]: ...
def other_responses(
    responses: Mapping[int, str | tuple[type[Schema], str]],
) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]: ...

# What the view returns is what the schema makes JSON of; in a tuple, headers may follow.
def response(
    schema: type[Schema], status_code: int = ...
) -> Callable[[Callable[_P, object]], Callable[_P, ResponseReturnValue]]: ...
