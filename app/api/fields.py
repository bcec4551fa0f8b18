"""Kinds of fields, beyond those that the library has."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

# Nothing here is older. What is younger could leave the calendar where it is brought into another zone.
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


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
