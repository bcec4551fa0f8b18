"""Forms about exports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    RadioField,
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue] (its types are older than it)
    SubmitField,
    ValidationError,
)
from wtforms.validators import InputRequired, Optional

from app.exports.models import Scope
from app.exports.schedule import Every

A_DAY = timedelta(days=1)
NEVER = "never"


class ExportForm(FlaskForm):
    """Choose what an archive shall hold."""

    scope = RadioField(
        _l("What"),
        choices=[
            SelectChoice(Scope.POSTS.value, _l("Posts")),
            SelectChoice(
                Scope.ACCOUNT.value, _l("Everything: posts, profile, follows, messages, notifications")
            ),
        ],
        default=Scope.POSTS.value,
    )
    period = RadioField(
        _l("From when"),
        choices=[
            SelectChoice("always", _l("From the beginning")),
            SelectChoice("new", _l("Since my last export")),
            SelectChoice("days", _l("Between two days")),
        ],
        default="always",
    )
    first_day = DateField(_l("First day"), validators=[Optional()])
    last_day = DateField(_l("Last day"), validators=[Optional()])
    estimate = SubmitField(_l("How large would it be?"))
    submit = SubmitField(_l("Export"))

    def validate_period(self, field: RadioField) -> None:
        """Where days were chosen: one at least, in their order."""
        if field.data != "days":
            return
        first, last = self.first_day.data, self.last_day.data
        if not first and not last:
            raise ValidationError(_l("Please choose a day."))
        if first and last and last < first:
            raise ValidationError(_l("The last day is before the first."))
        if last == date.max:
            raise ValidationError(_l("That day is too far away."))

    def chosen(self, *, last_exported_at: Callable[[Scope], datetime | None]) -> dict[str, Any]:
        """What `ask_for_export` wants to know; days are days of UTC."""
        scope, since, until = Scope(self.scope.data), None, None
        if self.period.data == "new":
            since = last_exported_at(scope)
        if self.period.data == "days":
            since = _beginning(self.first_day.data)
            until = _beginning(self.last_day.data)
            until = until + A_DAY if until else None
        return {"scope": scope, "since": since, "until": until}


class ScheduleForm(FlaskForm):
    """Choose how often an export comes without being asked for."""

    every = RadioField(
        _l("How often"),
        choices=[
            SelectChoice(NEVER, _l("Never")),
            SelectChoice(Every.WEEK.value, _l("Every week")),
            SelectChoice(Every.MONTH.value, _l("Every month")),
        ],
        default=NEVER,
        # A form without an answer must not end what is wanted.
        validators=[InputRequired(_l("Please choose one."))],
    )
    save = SubmitField(_l("Save"))

    def chosen(self) -> Every | None:
        """What `export_regularly` wants to know."""
        return None if self.every.data == NEVER else Every(self.every.data)


def _beginning(day: Any) -> datetime | None:
    return datetime.combine(day, time.min, tzinfo=UTC) if day else None
