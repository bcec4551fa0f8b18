"""How far a task is: what its row says of that, and when it will probably be done."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.types import UtcDateTime

# From the first moments nobody can tell how long it will take.
ETA_AFTER_S = 5
ETA_AFTER_SHARE = 0.1
# So long it takes an estimate to come round to what is measured: people distrust one that jumps.
CALM_S = 5
MINUTE_S, HOUR_S = 60, 3600
UNMEASURED = ("bar", "items_done", "items_total", "expected_at")


class Measured:
    """What a task's row says of how far it is."""

    progress: Mapped[int] = mapped_column(default=0, server_default="0")
    # The same in more steps than a hundred: the slowest part of a job may be a small part of its bar.
    bar: Mapped[float | None] = mapped_column(sa.Double)
    # The same in things that people count, where the job says so: posts, or the entries of a file.
    items_done: Mapped[int | None]
    items_total: Mapped[int | None]
    # When the run will be done if it goes on as it has begun.
    expected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def eta_s(self) -> int | None:
        """In how many seconds it will probably be done; None where nobody can tell."""
        if self.expected_at is None:
            return None
        return max(0, round((self.expected_at - clock.now()).total_seconds()))

    def measures(self) -> dict[str, Any]:
        """What the browser is told of it beside the percentage."""
        eta_s = self.eta_s
        items = {"items_done": self.items_done, "items_total": self.items_total}
        return items | {"eta_s": eta_s, "left": None if eta_s is None else rounded(eta_s)}


def rounded(seconds: float) -> tuple[str, int]:
    """A time as people say it: how many of which unit."""
    if seconds < MINUTE_S:
        return "seconds", round(seconds)
    if round(seconds / MINUTE_S) < MINUTE_S:
        return "minutes", round(seconds / MINUTE_S)
    return "hours", round(seconds / HOUR_S)


@dataclass
class Estimate:
    """When a run will be done; moments are those of one clock, in seconds."""

    # What was done already at the first note is nothing that this run was measured by.
    first: tuple[float, float] | None = None
    noted_at: float = 0
    ends_at: float | None = None

    def note(self, share: float, *, at: float) -> None:
        """Take note that a share of the time has passed."""
        self.first = self.first or (at, share)
        measured_s, measured = at - self.first[0], share - self.first[1]
        if measured_s >= ETA_AFTER_S and share >= ETA_AFTER_SHARE and measured > 0:
            self._move(at + (1 - share) * measured_s / measured, at=at)
        self.noted_at = at

    def _move(self, ends_at: float, *, at: float) -> None:
        if self.ends_at is None:
            self.ends_at = ends_at
        else:
            weight = 1 - math.exp((self.noted_at - at) / CALM_S)
            self.ends_at += weight * (ends_at - self.ends_at)

    def left_s(self, *, at: float) -> float | None:
        """How many seconds are left; None while nobody can tell."""
        return None if self.ends_at is None else max(0, self.ends_at - at)
