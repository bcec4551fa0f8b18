"""Kinds of fields, beyond those that the library has."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from marshmallow import Schema, ValidationError, fields, validate

from app.forms import tidy

# Nothing here is older. What is younger could leave the calendar where it is brought into another zone.
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)

# Places that this site makes, of each kind of list; other numbers could leave the calendar, or be no id.
ID = "([0-9]{1,9}|1[0-9]{9}|20[0-9]{8})"
PLACES = f"(-?[0-9]{{1,16}}|[0-9]{{17}})-{ID}"


class Moment(fields.AwareDateTime):
    """A moment as ISO 8601 writes it: told in UTC, and taken as UTC where it names no zone."""

    def __init__(self, **options: Any) -> None:
        words = _l("Must be within the years 1970 to 9998.")
        bounds = validate.Range(FIRST, LAST, max_inclusive=False, error=words)
        super().__init__(default_timezone=UTC, validate=bounds, **options)

    def _serialize(self, value: datetime | None, *_place: Any, **_options: Any) -> str | None:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value else None


class Switch(fields.Boolean):
    """True or false, and nothing that may be taken for it."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, *args, **options)


class Whole(fields.Integer):
    """A whole number, and no text that may be taken for one."""

    def _deserialize(self, value: Any, *_place: Any, **_options: Any) -> int:
        # To JSON 7.0 is as whole as 7.
        if isinstance(value, bool) or not isinstance(value, int | float) or value % 1:
            raise self.make_error("invalid", input=value)
        return int(value)


class Words(fields.String):
    """A text as people write it: what a form would refuse is refused here too, in the same words."""

    def __init__(self, *checks: Callable[[Any, Any], object], **options: Any) -> None:
        super().__init__(validate=[_as_in_forms(check) for check in checks], **options)

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> str:
        return tidy(super()._deserialize(value, *args, **options)) or ""


class Place(fields.String):
    """A place in a list, as its links name it; of a kind that can `parse` what has the form."""

    def __init__(self, kind: Any, words: str, form: str) -> None:
        pattern = f"^{form}$"
        super().__init__(metadata={"description": words, "pattern": pattern})
        self.kind, self.pattern = kind, re.compile(pattern, re.ASCII)

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> Any:
        text = super()._deserialize(value, *args, **options)
        if not self.pattern.fullmatch(text):
            raise ValidationError(_("This is no place that a link of this site names."))
        return self.kind.parse(text)


class Links(fields.Nested):
    """Addresses that a function makes of a record."""

    def __init__(self, schema: type[Schema], make: Callable[[Any], dict[str, str]]) -> None:
        super().__init__(schema)
        self.make = make

    def get_value(self, obj: Any, *_place: Any, **_options: Any) -> dict[str, str]:
        """The addresses, by the names of the schema's fields."""
        return self.make(obj)


def _as_in_forms(check: Callable[[Any, Any], object]) -> Callable[[str], None]:
    def validate_text(value: str) -> None:
        field = SimpleNamespace(data=value)
        try:
            check(None, field)
        except ValueError as refused:
            raise ValidationError(str(refused)) from refused

    return validate_text
