"""What is counted by all processes together: each keeps its numbers for a moment, and adds them up in Redis.

Without METRICS_TOKEN nobody reads them, and nothing is counted.
"""

from __future__ import annotations

import atexit
import bisect
import json
import time
from collections import Counter
from itertools import chain
from threading import Lock, Timer
from uuid import uuid4

from flask import Flask, current_app

from app.core import redis
from app.core.redis import RedisError

KEY = "microblog:measured"
HAND_OVER_AFTER_S = 2
# Redis that hangs costs whoever hands over two seconds; it is left alone for a while.
AWAY_FOR_S = 30
# It may have added what it has not answered in time: numbers go as a batch with a name, and count once.
KNOWN_FOR_S = 600
ADD_ONCE = """
if redis.call("SET", KEYS[2], "", "NX", "EX", ARGV[1]) then
  for place = 2, #ARGV, 2 do redis.call("HINCRBYFLOAT", KEYS[1], ARGV[place], ARGV[place + 1]) end
end
"""
# The upper limits of the parts into which times of answers are sorted.
LIMITS_S = (0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
# A name, and the labels in the order that the name's family has.
Field = tuple[str, ...]
Batch = tuple[str, Counter[Field]]


class Measures:
    """The numbers of one process that are not in Redis yet."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._lock = Lock()
        self._numbers: Counter[Field] = Counter()
        # Batches that Redis may have, or not.
        self._unsure: list[Batch] = []
        self._away_until = 0.0
        self._timer: Timer | None = None

    def add(self, name: str, *labels: str, number: float = 1) -> None:
        """Count something."""
        with self._lock:
            # The type of a Counter knows whole numbers only.
            self._numbers[name, *labels] += number  # pyright: ignore[reportArgumentType]

    def sort_in(self, name: str, seconds: float, *labels: str) -> None:
        """Count how long something took, and among what that is."""
        place = bisect.bisect_left(LIMITS_S, seconds)
        self.add(f"{name}_bucket", *labels, "+Inf" if place == len(LIMITS_S) else str(LIMITS_S[place]))
        self.add(f"{name}_sum", *labels, number=seconds)

    def hand_over_soon(self) -> None:
        """Hand over in a moment, in a thread of its own; what is counted meanwhile goes along."""
        with self._lock:
            if self._timer and self._timer.is_alive():
                return
            if not self._timer:
                # The last ones go when the process ends.
                atexit.register(self.hand_over)
            self._timer = Timer(HAND_OVER_AFTER_S, self.hand_over)
            self._timer.daemon = True
            self._timer.start()

    def hand_over(self) -> None:
        """Add the numbers to those in Redis; while it is away they are kept here."""
        while batch := self._next():
            name, numbers = batch
            pairs = ((json.dumps(field), number) for field, number in numbers.items())
            try:
                redis.of(self._app).eval(ADD_ONCE, 2, KEY, f"{KEY}:{name}", KNOWN_FOR_S, *chain(*pairs))
            except RedisError:
                with self._lock:
                    self._away_until = time.monotonic() + AWAY_FOR_S
                    self._unsure.append(batch)

    def _next(self) -> Batch | None:
        """What is to be handed over now."""
        with self._lock:
            if time.monotonic() < self._away_until:
                return None
            if self._unsure:
                return self._unsure.pop()
            if not self._numbers:
                return None
            numbers, self._numbers = self._numbers, Counter()
            return uuid4().hex, numbers


def init_app(app: Flask) -> None:
    """Count if anybody may ask for the numbers."""
    if app.config["METRICS_TOKEN"]:
        app.extensions["measures"] = Measures(app)


def count_at_once(name: str, *labels: str) -> None:
    """Count that something happened, in a process that may end with it: a worker's child, or a command."""
    if measures := _measures():
        measures.add(name, *labels)
        measures.hand_over()


def took(name: str, seconds: float, *labels: str) -> None:
    """Count that something happened, and how long it took."""
    if measures := _measures():
        measures.add(f"{name}_count", *labels)
        measures.add(f"{name}_sum", *labels, number=seconds)


def hand_over() -> None:
    """Add to Redis what this process has counted."""
    if measures := _measures():
        measures.hand_over()


def all_numbers() -> dict[Field, float]:
    """The numbers of all processes. Raises RedisError."""
    hand_over()
    numbers = redis.of(current_app).hgetall(KEY)
    return {tuple(json.loads(field)): float(number) for field, number in numbers.items()}


def _measures() -> Measures | None:
    return current_app.extensions.get("measures")
