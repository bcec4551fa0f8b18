"""How a job ends when it does not end well."""

from __future__ import annotations

from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError as PoolTimeout

from app.core.redis import RedisError
from app.core.storage import StorageError


class Permanent(Exception):
    """Trying again will not help; the user is told now. `reason` is a key of the pages' sentences."""

    def __init__(self, reason: str, comment: str = "") -> None:
        super().__init__(comment or reason)
        self.reason = reason


class TryLater(Exception):
    """It did not work this time, and may the next time."""


# What passes by itself: a server restarts, a connection drops, a disk is full for a while.
PASSING = (TryLater, OSError, OperationalError, InterfaceError, PoolTimeout, RedisError, StorageError)


class Stopped(BaseException):
    """The run has to end at once. Not an Exception: a job's own `except Exception` must not swallow it."""


class Revoked(Stopped):
    """The task was cancelled or deleted, or another run has it: nothing may be written or sent any more."""


class HandBack(Stopped):
    """The worker is asked to end: another one takes the task up."""


class OutOfTime(Stopped):
    """The run took longer than its kind may."""
