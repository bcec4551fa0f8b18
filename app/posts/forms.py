"""Forms about posts."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SubmitField, TextAreaField
from wtforms.validators import DataRequired

from app.forms import MostCharacters, something_visible, tidy
from app.posts.models import BODY_MOST_CHARACTERS


class PostForm(FlaskForm):
    """Write a post."""

    post = TextAreaField(
        _l("Say something"),
        filters=[tidy],
        validators=[DataRequired(), something_visible, MostCharacters(BODY_MOST_CHARACTERS)],
    )
    submit = SubmitField(_l("Post"))
