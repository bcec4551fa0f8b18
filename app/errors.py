"""Errors: a page with words and a way on for people, a problem (RFC 9457) for programs."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, g, jsonify, render_template
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
    409: (_l("Something is in the way"), _l("This is not possible as things are now.")),
    413: (_l("Too large"), _l("What you sent is larger than this site accepts.")),
    415: (_l("Another kind, please"), _l("This address takes content of another kind.")),
    416: (_l("Not that part"), _l("The file has no such part.")),
    422: (_l("Not right yet"), _l("Something in what you sent is missing or wrong.")),
    429: (_l("Too many tries"), _l("Please wait a while before you try again.")),
    500: (_l("Something broke"), _l("The fault is ours and has been noted. Please try again in a moment.")),
    501: (_l("Not on this site"), _l("This site does not offer this.")),
    503: (_l("Not now"), _l("This is not possible at the moment. Please try again later.")),
}


class Problem(HTTPException):
    """An error with words of its own, and with what else a program should know of it."""

    def __init__(self, code: int, detail: str, *, retry_after_s: int | None = None, **facts: Any) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.retry_after_s = retry_after_s
        self.facts = facts

    def get_headers(self, *place: Any, **options: Any) -> list[tuple[str, str]]:
        """The headers of the answer, with when it makes sense to ask again."""
        again = [("Retry-After", str(self.retry_after_s))] if self.retry_after_s else []
        return [*super().get_headers(*place, **options), *again]


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
    """The page, or the problem, of an HTTP error; nothing internal is shown."""
    if error.response is not None:
        return error.response
    if isinstance(error, SecurityError) and not wants_json():
        # A host that is not ours: our page's links could not be made for it.
        return error.get_response()
    headers = [
        (name, value) for name, value in error.get_headers() if name not in {"Content-Type", "Content-Length"}
    ]
    return _problem(error) if wants_json() else _page(error), _code(error), headers


def _page(error: HTTPException) -> str:
    title, _message = _words(error)
    return render_template(
        "errors/page.html", code=_code(error), title=title, message=_detail(error), reference=_reference()
    )


def _problem(error: HTTPException) -> Response:
    # RFC 9457: with no type of its own, a problem's title is the name of its status.
    problem = {"type": "about:blank", "title": error.name, "status": _code(error)}
    facts = error.facts if isinstance(error, Problem) else {}
    response = jsonify(problem | {"detail": _detail(error), "reference": _reference()} | facts)
    response.mimetype = "application/problem+json"
    return response


def _detail(error: HTTPException) -> str:
    return error.detail if isinstance(error, Problem) else str(_words(error)[1])


def _words(error: HTTPException) -> tuple[str, str]:
    return WORDS.get(_code(error)) or (error.name, _("That did not work."))


def _code(error: HTTPException) -> int:
    return error.code or 500


def _reference() -> str:
    return g.get("request_id", "")
