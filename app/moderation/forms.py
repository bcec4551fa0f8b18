"""Forms about reports and what follows from them."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, SubmitField, TextAreaField
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue] (as in exports)
from wtforms.validators import DataRequired

from app.forms import MostCharacters, something_visible, tidy
from app.moderation.reports import WORDS_MOST_CHARACTERS, Reason

REASONS = {
    Reason.SPAM: _l("Spam or fraud"),
    Reason.HARASSMENT: _l("Insults or threats"),
    Reason.HATE: _l("Hate against a group of people"),
    Reason.PRIVATE: _l("Something private about somebody"),
    Reason.ILLEGAL: _l("Something illegal"),
    Reason.OTHER: _l("Something else"),
}


class ReportForm(FlaskForm):
    """Tell the administrators of something."""

    reason = SelectField(
        _l("What is wrong with it?"),
        choices=[
            SelectChoice("", _l("Please choose")),
            *(SelectChoice(reason.value, words) for reason, words in REASONS.items()),
        ],
        validators=[DataRequired(_l("Please choose one."))],
    )
    words = TextAreaField(
        _l("Is there more that we should know?"),
        filters=[tidy],
        validators=[MostCharacters(WORDS_MOST_CHARACTERS)],
    )
    submit = SubmitField(_l("Report"))


class WhyForm(FlaskForm):
    """Say why one does what an administrator can do."""

    why = TextAreaField(
        _l("Why?"),
        filters=[tidy],
        validators=[DataRequired(), something_visible, MostCharacters(WORDS_MOST_CHARACTERS)],
    )
