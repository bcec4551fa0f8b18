"""What every feature's forms share."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import regex
from flask import Response, after_this_request, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from flask_limiter import RateLimitExceeded
from flask_wtf import FlaskForm
from wtforms import Field, StringField, ValidationError

REFUSED = 422
# The blank Braille pattern is no space to Unicode, and nothing to the eye.
VISIBLE = regex.compile(r"[^\s\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\u2800]")


class ButtonForm(FlaskForm):
    """A form that is only a button; it still proves that it comes from our page."""


def show(template: str, form: FlaskForm, **more: Any) -> ResponseReturnValue:
    """The page of a form: as it was asked for, or as it was sent and refused."""
    status = REFUSED if request.method == "POST" else 200
    return render_template(template, form=form, **more), status


def accepted(response: Response) -> bool:
    """Whether a form was taken: for limits that count what was done, such as a mail to somebody else."""
    return response.status_code < REFUSED


def tidy(text: str | None) -> str | None:
    """Undo what browsers do to line ends, and cut space around the text."""
    return text.replace("\r\n", "\n").strip() if text else text


def people_length(text: str) -> int:
    """Length as people count: what looks like one character is one (Unicode TR 29 grapheme clusters)."""
    return len(regex.findall(r"\X", text))


def something_visible(_form: FlaskForm, field: Field) -> None:
    """A validator: not only spaces and characters that nobody sees."""
    if not VISIBLE.search(field.data or ""):
        raise ValidationError(_l("Please write something that can be seen."))


def text(field: StringField) -> str:
    """What was filled into a field; nothing where the form came without it."""
    return field.data or ""


class MostCharacters:
    """A validator: at most so many characters as people count, and not a tower of accents on one of them."""

    CODE_POINTS_A_CHARACTER = 12

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: FlaskForm, field: Field) -> None:
        """Raises ValidationError if the text is too long."""
        text = field.data or ""
        longest = self.most * self.CODE_POINTS_A_CHARACTER
        # Only so much is counted: it settles the question, however much was sent.
        if people_length(text[: longest + 1]) > self.most:
            raise ValidationError(
                ngettext(
                    "At most %(num)s character, please.", "At most %(num)s characters, please.", self.most
                )
            )
        if len(text) > longest:
            raise ValidationError(_("Too many accents or other marks are on one character."))


def keeps(limit: AbstractContextManager[Any], *, retry_after_s: int) -> bool:
    """Whether one more is within a limit; if not, the page that is answered comes with 429.

    It is that of the form, with what was written in it: an error page would throw that away.
    """
    try:
        with limit:
            return True
    except RateLimitExceeded:
        after_this_request(partial(_tell_too_many, retry_after_s))
        return False


def _tell_too_many(retry_after_s: int, response: Response) -> Response:
    response.status_code = 429
    response.headers["Retry-After"] = str(retry_after_s)
    return response
