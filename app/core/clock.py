"""The one clock: aware UTC datetimes, and float Unix seconds for the wire."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def now_ts() -> float:
    """The present moment in Unix seconds, with microseconds."""
    return now().timestamp()
