"""Ending what takes too long as a whole, where each step of it is in time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager


@contextmanager
def ended_after(seconds: float, end: Callable[[], None]) -> Generator[None]:
    """Call `end`, from another thread, if the block is not done by then."""
    # A time-out bounds each step; a server that sends a letter now and then would never meet it.
    alarm = threading.Timer(seconds, end)
    alarm.daemon = True
    alarm.start()
    try:
        yield
    finally:
        alarm.cancel()
