"""The form that makes a token."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectMultipleField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue] (as in exports)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.tokens import NAME_MOST_CHARACTERS, Scope
from app.forms import something_visible, tidy

# In the words of the page; a program says `read` and so on.
SCOPES = {
    Scope.READ: _l("See what the pages show"),
    Scope.WRITE: _l("Write posts, follow people, stop tasks"),
    Scope.MESSAGES: _l("Read your private messages, and write some"),
    Scope.EXPORTS: _l("Take out archives, which hold all that is yours"),
    Scope.ACCOUNT: _l("Change the profile"),
}


class TokenForm(FlaskForm):
    """Make a token."""

    name = StringField(
        _l("Name"),
        filters=[tidy],
        validators=[DataRequired(), something_visible, Length(max=NAME_MOST_CHARACTERS)],
    )
    scopes = SelectMultipleField(
        _l("What it is for"),
        choices=[SelectChoice(scope.value, words) for scope, words in SCOPES.items()],
        default=[Scope.READ.value],
        validators=[DataRequired(message=_l("Choose at least one."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    days = IntegerField(_l("Days until it ends"))
    submit = SubmitField(_l("Make the token"))

    def __init__(self, *, most_days: int) -> None:
        super().__init__(data={"days": most_days})
        self.days.validators = [
            InputRequired(),
            NumberRange(1, most_days, message=_l("Choose from %(min)s to %(max)s days.")),
        ]
