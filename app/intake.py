"""What no request may carry, refused before any page looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from flask import Flask, abort, request
from gunicorn.http.errors import ParseException

NUL = "\x00"


def init_app(app: Flask) -> None:
    """Refuse files, bytes that are no text, and NUL, which PostgreSQL cannot store and some programs hide."""
    app.before_request(_refuse)


def _refuse() -> None:
    try:
        # No form here takes files: one in the place of a word would reach code that expects text.
        refused = not _is_text() or request.files or any(NUL in text for text in _texts())
    except (OSError, ParseException):
        # The body is not in the chunks that it promised; gunicorn has an error of its own for most of that.
        refused = True
    if refused:
        abort(400)


def _is_text() -> bool:
    if not request.headers.get("Authorization", "").isascii():
        return False
    # Werkzeug keeps bytes that are no UTF-8 as `%FF`, which is not what anybody typed.
    encoded = [request.query_string]
    if request.mimetype == "application/x-www-form-urlencoded":
        encoded.append(request.get_data())
    try:
        unquote_to_bytes(b"&".join(encoded)).decode()
    except UnicodeDecodeError:
        return False
    return True


def _texts() -> Iterator[str]:
    yield request.path
    if request.authorization:
        yield from filter(None, request.authorization.parameters.values())
    for values in (request.args, request.form):
        for name, value in values.items(multi=True):
            yield name
            yield value
