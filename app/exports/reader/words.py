"""Numbers, days and moments, in the language that is spoken while the pages are made."""

from __future__ import annotations

from datetime import UTC, date, datetime

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from flask_babel import get_locale, gettext as _


def number(value: int) -> str:
    """`3,456`."""
    return format_decimal(value, locale=get_locale())


def day(iso: str) -> str:
    """`January 1, 2026`, for `2026-01-01`."""
    return format_date(date.fromisoformat(iso), format="long", locale=get_locale())


def days(since: str, until: str) -> str:
    """From one day to another."""
    if since == until:
        return day(since)
    return _("%(since)s to %(until)s", since=day(since), until=day(until))


def month(iso: str) -> str:
    """`January 2026`, for any day in it."""
    return format_skeleton("yMMMM", date.fromisoformat(iso), locale=get_locale())


def moment(at: datetime) -> str:
    """`January 1, 2026, 10:00 UTC`, for an aware datetime."""
    there = at.astimezone(UTC)
    return f"{day(there.date().isoformat())}, {there:%H:%M} UTC"
