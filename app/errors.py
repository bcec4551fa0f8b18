"""Error pages: what happened, in words, and a way on; JSON for programs."""

from __future__ import annotations

from flask import Flask, g, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext as _l
from flask_limiter import RateLimitExceeded
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    InternalServerError,
    SecurityError,
    ServiceUnavailable,
)

from app.core import visitor
from app.core.pages import BadCursor
from app.core.web import wants_json
from app.extensions import db

WORDS = {
    400: (
        _l("That did not work"),
        _l("The request could not be understood. Go back, reload the page, try again."),
    ),
    401: (_l("Please log in"), _l("You are not logged in, or not any more.")),
    403: (_l("Not allowed"), _l("You may not do this.")),
    404: (
        _l("Not found"),
        _l("There is no such page. It may have been deleted, or the address has a typing error."),
    ),
    405: (_l("Not that way"), _l("This address cannot be used like that.")),
    413: (_l("Too large"), _l("What you sent is larger than this site accepts.")),
    416: (_l("Not that part"), _l("The file has no such part.")),
    429: (_l("Too many tries"), _l("Please wait a while before you try again.")),
    500: (_l("Something broke"), _l("The fault is ours and has been noted. Please try again in a moment.")),
    503: (_l("Not now"), _l("This is not possible at the moment. Please try again later.")),
}


def init_app(app: Flask) -> None:
    """Answer every error, expected or not, with a page or with JSON."""
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(InternalServerError, answer_crash)
    app.register_error_handler(RateLimitExceeded, answer_too_many)
    app.register_error_handler(BadCursor, lambda _error: answer(BadRequest()))


def answer_crash(error: InternalServerError) -> ResponseReturnValue:
    """Answer an exception that nobody handled; what was half done is undone."""
    db.session.rollback()
    # Whoever it was, the error page must not ask the database for them: that may be what failed.
    visitor.make_anonymous()
    busy = isinstance(error.original_exception, OperationalError | InterfaceError)
    return answer(ServiceUnavailable() if busy else error)


def answer_too_many(error: RateLimitExceeded) -> ResponseReturnValue:
    """Answer who tried too often; nothing tells how many tries are left, for some are other people's."""
    error.retry_after = error.limit.limit.get_expiry()
    return answer(error)


def answer(error: HTTPException) -> ResponseReturnValue:
    """The page, or the JSON, of an HTTP error; nothing internal is shown."""
    if error.response is not None:
        return error.response
    if isinstance(error, SecurityError):
        # A host that is not ours: our page's links could not be made for it.
        return error.get_response()
    code = error.code or 500
    title, message = WORDS.get(code) or (error.name, _("That did not work."))
    headers = [
        (name, value) for name, value in error.get_headers() if name not in {"Content-Type", "Content-Length"}
    ]
    reference = g.get("request_id", "")
    if wants_json():
        body = jsonify(error=str(title), message=str(message), reference=reference)
    else:
        body = render_template(
            "errors/page.html", code=code, title=title, message=message, reference=reference
        )
    return body, code, headers
