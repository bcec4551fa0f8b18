"""What we use of Flask-WTF's file fields, which have no types of their own."""

from typing import Any

from wtforms import FileField as _FileField

class FileField(_FileField): ...

class FileRequired:
    def __init__(self, message: Any = ...) -> None: ...
    def __call__(self, form: Any, field: Any) -> None: ...
