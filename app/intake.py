"""What no request may carry, refused before any page looks at it."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, abort, request

NUL = "\x00"


def init_app(app: Flask) -> None:
    """Refuse files, and NUL, which PostgreSQL cannot store and which hides text from some programs."""
    app.before_request(_refuse)


def _refuse() -> None:
    # No form here takes files: one in the place of a word would reach code that expects text.
    if request.files or any(NUL in text for text in _texts()):
        abort(400)


def _texts() -> Iterator[str]:
    yield request.path
    for values in (request.args, request.form):
        for name, value in values.items(multi=True):
            yield name
            yield value
