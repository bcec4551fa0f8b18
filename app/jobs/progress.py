"""How far the current job is, told to Redis, to the task's row and to the browser."""

from __future__ import annotations

import time
from contextvars import ContextVar
from dataclasses import dataclass, field

from rq.job import Job

from app.core.redis import RedisError

# A write for each of ten thousand posts was ten thousand commits; people see a change every quarter second.
REPORT_EVERY_S = 0.25
# What remains until the outcome itself is written.
MOST_WHILE_RUNNING = 99


@dataclass
class Reporter:
    """Tells how far one run of a job is."""

    rq_job: Job
    reported_at: float = field(default=float("-inf"))

    def report(self, done: int, total: int) -> None:
        """Tell how far the job is, unless that was done a moment ago."""
        now = time.monotonic()
        if now - self.reported_at >= REPORT_EVERY_S:
            self.reported_at = now
            self.write(min(MOST_WHILE_RUNNING, 100 * done // max(total, 1)))

    def write(self, percent: int) -> None:
        """Write the percentage where RQ's own tools look for it; Redis being away does not stop a job."""
        self.rq_job.meta["progress"] = percent
        try:
            self.rq_job.save_meta()
        except RedisError:
            # The row holds the truth; this is a courtesy.
            return


current: ContextVar[Reporter | None] = ContextVar("reporter", default=None)


def report(done: int, total: int) -> None:
    """Tell the page how far the current job is; a few writes a second however often it is called."""
    reporter = current.get()
    if reporter:
        reporter.report(done, total)
