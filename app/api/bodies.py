"""What requests carry to the API: JSON, read strictly, with known fields of the right types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from apifairy import APIFairy
from apifairy.decorators import parser
from flask import Flask, Request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import EXCLUDE, RAISE

from app.errors import Problem, answer
from app.intake import NUL

fairy = APIFairy()
# As in a body: a name that is not known is more likely a mistake than of no account.
parser.DEFAULT_UNKNOWN_BY_LOCATION = {"query": RAISE, "headers": EXCLUDE}


def init_app(app: Flask) -> None:
    """Bind what checks requests against their schemas."""
    fairy.init_app(app)


@fairy.error_handler
def _refuse(_status: int, messages: dict[str, Any]) -> ResponseReturnValue:
    # Found in one place of the request, be it the body or the query; which, the field's name tells.
    [errors] = messages.values()
    return answer(Problem(422, _("Some fields are missing, unknown or not right."), errors=errors))


@parser.location_loader("json")
def _read(request: Request, _schema: object) -> Any:
    """The body; an empty one is an object without fields.

    orjson in the place of the standard library, which takes NaN and half a surrogate pair, and which
    crashes at deep nesting and at huge numbers.
    """
    body = request.get_data()
    if body and not request.is_json:
        raise Problem(415, _("Send JSON, with the header Content-Type: application/json."))
    try:
        content = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError as error:
        raise Problem(400, _("The body is not valid JSON.")) from error
    if any(NUL in text for text in _texts(content)):
        raise Problem(400, _("A text must not contain the character NUL."))
    return content


def _texts(content: Any) -> Iterator[str]:
    waiting = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            waiting += [*value, *value.values()]
