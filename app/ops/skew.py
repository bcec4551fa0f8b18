"""How far the clocks of the servers are from ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock, redis
from app.core.redis import RedisError
from app.extensions import db

# The shortest lease is two seconds; machines that differ by more give each other's tasks away.
MOST_SKEW_S = 2.0
# In UTC, and at the moment of asking rather than at the begin of the transaction.
MOMENTS = {
    "postgresql": "SELECT timezone('UTC', clock_timestamp())",
    "mysql": "SELECT utc_timestamp(6)",
    "mariadb": "SELECT utc_timestamp(6)",
}


def skew() -> str | None:
    """Do the clocks of the servers agree with ours?"""
    for name, ask in (("Redis", _redis_s), ("the database", _database_s)):
        try:
            off_s = _off_s(ask)
        except (RedisError, SQLAlchemyError):
            # That it does not answer is another check's to tell.
            continue
        if off_s:
            way = "ahead of" if off_s > 0 else "behind"
            return f"The clock of {name} is {abs(off_s):.1f} s {way} ours. Let NTP set all clocks."
    return None


def _off_s(ask: Callable[[], float | None]) -> float:
    """By how much a clock is off; 0 if it is less than what matters, or than can be told."""
    before = clock.now_ts()
    there = ask()
    after = clock.now_ts()
    if there is None:
        return 0
    off_s = there - (before + after) / 2
    return off_s if abs(off_s) > MOST_SKEW_S + (after - before) / 2 else 0


def _redis_s() -> float:
    seconds, microseconds = redis.of(current_app).time()
    return seconds + microseconds / 1_000_000


def _database_s() -> float | None:
    """The moment of the database's host; SQLite's is our own."""
    words = MOMENTS.get(db.engine.name)
    return db.session.scalars(sa.text(words)).one().replace(tzinfo=UTC).timestamp() if words else None
