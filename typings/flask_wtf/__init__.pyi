"""What we use of Flask-WTF, which has no types of its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask
from wtforms import Form

class CSRFProtect:
    def init_app(self, app: Flask) -> None: ...

class FlaskForm(Form):
    def __init__(
        self, formdata: Any = ..., *, obj: object = ..., data: Mapping[str, Any] | None = ...
    ) -> None: ...
    def is_submitted(self) -> bool: ...
    def validate_on_submit(self, extra_validators: Mapping[str, Sequence[Any]] | None = ...) -> bool: ...
