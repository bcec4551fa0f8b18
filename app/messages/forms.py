"""Forms about private messages."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SubmitField, TextAreaField
from wtforms.validators import DataRequired

from app.forms import MostCharacters, something_visible, tidy
from app.messages.models import BODY_MOST_CHARACTERS


class MessageForm(FlaskForm):
    """Write to somebody."""

    message = TextAreaField(
        _l("Your message"),
        filters=[tidy],
        validators=[DataRequired(), something_visible, MostCharacters(BODY_MOST_CHARACTERS)],
    )
    submit = SubmitField(_l("Send"))
