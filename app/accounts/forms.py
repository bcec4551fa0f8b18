"""Forms about accounts."""

from __future__ import annotations

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    PasswordField,
    StringField,
    SubmitField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, EqualTo, Length, Regexp

from app.accounts import passwords
from app.accounts.models import User
from app.forms import MostCharacters, tidy

# ASCII only: letters of other scripts that look like these would let one person pose as another.
NAME = Regexp(
    r"^[A-Za-z0-9_.-]{3,64}\Z", message=_l("Use 3 to 64 letters, digits, dots, dashes or underscores.")
)
PASSWORD_LENGTH = Length(
    passwords.LEAST, passwords.MOST, message=_l("Use at least %(min)d and at most %(max)d characters.")
)
ABOUT_MOST_CHARACTERS = 140


def normal_address(text: str) -> str | None:
    """An address in its usual form, or None where no mail could be sent to it."""
    try:
        # Few mail servers take anything but ASCII before the @, and Flask-Mail offers them nothing else.
        return validate_email(
            text, allow_smtputf8=False, check_deliverability=False, test_environment=True
        ).normalized
    except EmailNotValidError:
        return None


def email_address(form: FlaskForm, field: Any) -> None:
    """A validator: an address that a mail can be sent to; brought into its usual form."""
    address = normal_address(field.data)
    if address is None:
        raise ValidationError(_l("This is not an e-mail address."))
    if len(address) > 120:
        raise ValidationError(_l("This e-mail address is too long."))
    field.data = address


class LoginForm(FlaskForm):
    """Log in."""

    username = StringField(_l("Username"), filters=[tidy], validators=[DataRequired(), Length(max=64)])
    password = PasswordField(_l("Password"), validators=[DataRequired(), Length(max=1000)])
    remember_me = BooleanField(_l("Remember me"))
    submit = SubmitField(_l("Log in"))


class NewPassword:
    """The two fields of a new password, for forms that set one."""

    password = PasswordField(_l("Password"), validators=[DataRequired(), PASSWORD_LENGTH])
    password2 = PasswordField(
        _l("Repeat password"),
        validators=[DataRequired(), EqualTo("password", message=_l("The two passwords differ."))],
    )

    def about(self) -> tuple[str, ...]:
        """Words that this user's password must not consist of."""
        raise NotImplementedError

    def validate_password(self, field: Any) -> None:
        """Refuse what guessers try first."""
        if passwords.is_common(field.data, about=self.about()):
            raise ValidationError(
                _l("This password is easy to guess. A few unrelated words make a good one.")
            )


class RegistrationForm(NewPassword, FlaskForm):
    """Make an account."""

    username = StringField(_l("Username"), filters=[tidy], validators=[DataRequired(), NAME])
    email = StringField(_l("E-mail"), filters=[tidy], validators=[DataRequired(), email_address])
    submit = SubmitField(_l("Register"))

    def about(self) -> tuple[str, ...]:
        """The name and the address chosen in the same form."""
        email = self.email.data or ""
        return (self.username.data or "", email, email.partition("@")[0])

    def validate_username(self, field: Any) -> None:
        """Refuse a name that somebody has."""
        if User.named(field.data):
            raise ValidationError(_l("This name is taken. Please choose another."))


class ResetRequestForm(FlaskForm):
    """Ask for a link that resets the password."""

    email = StringField(_l("E-mail"), filters=[tidy], validators=[DataRequired(), email_address])
    submit = SubmitField(_l("Send me a link"))


class ResetForm(NewPassword, FlaskForm):
    """Choose a new password."""

    submit = SubmitField(_l("Set the new password"))

    def __init__(self, user: User) -> None:
        super().__init__()
        self.user = user

    def about(self) -> tuple[str, ...]:
        """What the account is known by."""
        return (self.user.username, self.user.email, self.user.email.partition("@")[0])


class ConfirmForm(FlaskForm):
    """Show once more that one knows the password."""

    password = PasswordField(_l("Password"), validators=[DataRequired(), Length(max=1000)])
    submit = SubmitField(_l("Go on"))


class ChangePasswordForm(ResetForm):
    """Choose a new password while one is logged in."""

    current = PasswordField(_l("Current password"), validators=[DataRequired(), Length(max=1000)])
    elsewhere = BooleanField(_l("Log out everywhere else"), default=True)

    def __init__(self, user: User) -> None:
        super().__init__(user)
        self.password.label.text = _l("New password")


class ProfileForm(FlaskForm):
    """Change what others see of the account."""

    username = StringField(_l("Username"), filters=[tidy], validators=[DataRequired(), NAME])
    about_me = TextAreaField(
        _l("About me"), filters=[tidy], validators=[MostCharacters(ABOUT_MOST_CHARACTERS)]
    )
    submit = SubmitField(_l("Save"))

    def __init__(self, user: User) -> None:
        super().__init__(obj=user)
        self.user = user

    def validate_username(self, field: Any) -> None:
        """Refuse a name that somebody else has; changing the case of one's own is fine."""
        holder = User.named(field.data)
        if holder and holder.id != self.user.id:
            raise ValidationError(_l("This name is taken. Please choose another."))


class EmailForm(FlaskForm):
    """Ask for another e-mail address."""

    email = StringField(_l("New e-mail address"), filters=[tidy], validators=[DataRequired(), email_address])
    submit = SubmitField(_l("Send me a link"))

    def __init__(self, user: User) -> None:
        super().__init__()
        self.user = user

    def validate_email(self, field: Any) -> None:
        """Refuse the address that one has; of all others the form says nothing."""
        if field.data == self.user.email:
            raise ValidationError(_l("This is your address already."))


class MailsForm(FlaskForm):
    """Choose what one is told by mail."""

    mails_messages = BooleanField(_l("When somebody writes me a private message"))
    submit = SubmitField(_l("Save"))


class PublicForm(FlaskForm):
    """Choose who may read what one writes."""

    is_public = BooleanField(_l("Anybody may read my posts without logging in"))
    submit = SubmitField(_l("Save"))


class DeletionForm(FlaskForm):
    """Delete the account."""

    password = PasswordField(_l("Password"), validators=[DataRequired(), Length(max=1000)])
    submit = SubmitField(_l("Delete my account for good"))
