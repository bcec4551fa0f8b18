"""What keeps a service that fails from holding up the site."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
# A hung service costs each of these a thread for the whole time; the site needs the others.
CALLS_AT_ONCE = 3
FAILURES_IN_A_ROW = 5
PAUSE_S = 60


class Paused(Exception):
    """The service is not asked now; when it makes sense to try again."""

    def __init__(self, *, retry_after_s: int) -> None:
        super().__init__("not asked")
        self.retry_after_s = retry_after_s


class Guard:
    """Lets few calls out at once, and none for a minute after some failed in a row. One for each process."""

    def __init__(self, *, failures: type[Exception], now_s: Callable[[], float] = time.monotonic) -> None:
        self._failures = failures
        self._now_s = now_s
        self._places = threading.BoundedSemaphore(CALLS_AT_ONCE)
        self._failed = 0
        self._closed_until_s = float("-inf")

    def call(self, do: Callable[[], T]) -> T:
        """What the call gives. Raises Paused, or what the call raises."""
        left_s = self._closed_until_s - self._now_s()
        if left_s > 0:
            raise Paused(retry_after_s=round(left_s) + 1)
        if not self._places.acquire(blocking=False):
            raise Paused(retry_after_s=1)
        try:
            return self._counted(do)
        finally:
            self._places.release()

    def _counted(self, do: Callable[[], T]) -> T:
        try:
            outcome = do()
        except self._failures:
            self._failed += 1
            # After the pause one more failure is enough for the next.
            if self._failed >= FAILURES_IN_A_ROW:
                self._closed_until_s = self._now_s() + PAUSE_S
            raise
        self._failed = 0
        return outcome
