"""What no request may carry, refused before any page looks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes

from flask import Flask, abort, current_app, request
from flask_login import current_user
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import RequestEntityTooLarge

from app.extensions import db

View = TypeVar("View", bound=Callable[..., Any])
NUL = "\x00"
MIB = 1024 * 1024
# A browser that is still sending hears no answer, so a file that is too large is heard out to this size.
HEARD_OUT_TIMES = 2


def init_app(app: Flask) -> None:
    """Refuse files, bytes that are no text, and NUL, which PostgreSQL cannot store and some programs hide."""
    app.before_request(_refuse)


def takes_file(*, most_mb: str) -> Callable[[View], View]:
    """Mark a view whose form has a file; who is logged in may send as much as the named setting says."""

    def mark(view: View) -> View:
        vars(view)["most_mb"] = most_mb
        return view

    return mark


def _refuse() -> None:
    most_mb: str | None = getattr(current_app.view_functions.get(request.endpoint or ""), "most_mb", None)
    if most_mb and request.mimetype == "multipart/form-data" and _is_logged_in():
        # Only files: they go to the disk as they come. What else is in the form stays within its own limit.
        request.max_content_length = (
            current_app.config[most_mb] * MIB + current_app.config["MAX_CONTENT_LENGTH"]
        )
        _hear_out(request.max_content_length)
    try:
        # No other form takes files: one in the place of a word would reach code that expects text.
        refused = not _is_text() or (request.files and not most_mb) or any(NUL in text for text in _texts())
    except (OSError, ParseException):
        # The body is not in the chunks that it promised; gunicorn has an error of its own for most of that.
        refused = True
    if refused:
        abort(400)


def _hear_out(most_bytes: int) -> None:
    """Read and forget a body that is somewhat too large. Raises RequestEntityTooLarge."""
    size = request.content_length or 0
    if most_bytes < size <= HEARD_OUT_TIMES * most_bytes:
        while request.input_stream.read(MIB):
            pass
        raise RequestEntityTooLarge


def _is_logged_in() -> bool:
    logged_in = bool(current_user.is_authenticated)
    # A slow upload may take an hour; a transaction must not.
    db.session.rollback()
    return logged_in


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
    for file in request.files.values():
        yield file.filename or ""
