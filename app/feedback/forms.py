"""The form for a review, and its traps for programs that advertise."""

from __future__ import annotations

import re

from flask import current_app
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    RadioField,
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue] (its types are older than it)
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import AnyOf, DataRequired, Optional

from app.core import clock
from app.core.signing import sign, unsign
from app.feedback.models import COMMENTS_MOST_CHARACTERS, NAME_MOST_CHARACTERS, RATINGS
from app.forms import MostCharacters, something_visible, text, tidy

PURPOSE = "feedback"
# Nobody types a line with a link in it as fast as that.
LEAST_S = 3
DAY_S = 24 * 3600
# What advertising is for. Without it, speed proves nothing: browsers fill in forms too, and so do people who
# have the words ready.
LINK = re.compile(r"https?:|www\.|\[url|<a\b", re.IGNORECASE)
WORDS = _l("Please choose a number from 1 to 5.")


def one_line(value: str | None) -> str | None:
    """Make each run of white space one space."""
    return " ".join(value.split()) if value else value


class FeedbackForm(FlaskForm):
    """Say what one thinks of the site."""

    name = StringField(
        _l("Your name"),
        filters=[one_line],
        validators=[DataRequired(), something_visible, MostCharacters(NAME_MOST_CHARACTERS)],
    )
    review = RadioField(
        _l("Your rating"),
        choices=[SelectChoice(str(rating), str(rating)) for rating in RATINGS],
        # Its own words for what is none of the choices would not say which there are.
        validate_choice=False,
        validators=[DataRequired(WORDS), AnyOf([str(rating) for rating in RATINGS], WORDS)],
    )
    comments = TextAreaField(
        _l("Your comments"),
        filters=[tidy],
        validators=[Optional(), something_visible, MostCharacters(COMMENTS_MOST_CHARACTERS)],
    )
    # A trap: people do not see it.
    link = StringField(_l("Leave this empty"))
    # When the page with the form was made, signed.
    opened = HiddenField()
    submit = SubmitField(_l("Send"))

    def __init__(self, *, name: str | None) -> None:
        super().__init__(data={"name": name})

    def seems_written_by_a_person(self) -> bool:
        """Whether no trap has closed; if one has, the form says so."""
        # To thank a program and write nothing would keep it in the dark. A person whose browser has filled in
        # the hidden field, or who is quick, would be in the dark as well, and would lose what they wrote.
        if self.link.data:
            words = _("A hidden field was filled in. It is empty again: please send this once more.")
        elif self._has_link() and self._seconds_open() < LEAST_S:
            words = _("This was very quick for words with a link. Please wait a moment, and send it again.")
        else:
            return True
        self.form_errors.append(words)
        return False

    def set_traps(self) -> None:
        """Make the form ready to be shown, for the first time or again."""
        self.link.data = ""
        if not self._seconds_open():
            self.opened.data = sign(clock.now_ts(), purpose=PURPOSE, key=current_app.config["SECRET_KEY"])

    def _has_link(self) -> bool:
        return bool(LINK.search(text(self.name)) or LINK.search(text(self.comments)))

    def _seconds_open(self) -> float:
        """How long the form has been open; 0 where that is not known, or more than a day."""
        key = current_app.config["SECRET_KEY"]
        opened = unsign(self.opened.data or "", purpose=PURPOSE, key=key, max_age_s=DAY_S)
        return clock.now_ts() - opened if isinstance(opened, float) else 0
