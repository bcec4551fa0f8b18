"""What a job's own code may say and ask while it runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from rq.job import Job

from app.core import clock
from app.core.redis import RedisError
from app.jobs.measures import Estimate

# Is told how much is done, and of how much.
Progress = Callable[[int, int], None]
# A write for each of ten thousand posts was ten thousand commits; people see a change every quarter second.
REPORT_EVERY_S = 0.25
# What remains until the outcome itself is written.
MOST_WHILE_RUNNING = 99


@dataclass
class Reporter:
    """Tells how far one run of a job is."""

    rq_job: Job
    bar: float = 0
    items: tuple[int, int] | None = None
    passed: float | None = None
    estimate: Estimate = field(default_factory=Estimate)
    reported_at: float = field(default_factory=time.monotonic)

    def report(self, done: int, total: int) -> None:
        """Tell how far the job is, unless that was done, or the job began, a moment ago."""
        # A second try may begin before the place where the first was; to people it goes on from there.
        self.bar = max(self.bar, min(MOST_WHILE_RUNNING, 1000 * done // max(total, 1) / 10))
        now = time.monotonic()
        if now - self.reported_at >= REPORT_EVERY_S:
            self.reported_at = now
            self.estimate.note(done / max(total, 1) if self.passed is None else self.passed, at=now)
            self.write(self.percent)

    @property
    def percent(self) -> int:
        """How far the job is, in hundredths."""
        return int(self.bar)

    def told(self) -> dict[str, Any]:
        """What is known of how far it is, by the names of the row's columns."""
        left_s = self.estimate.left_s(at=time.monotonic())
        expected_at = None if left_s is None else clock.now() + timedelta(seconds=left_s)
        items = dict(zip(("items_done", "items_total"), self.items, strict=True)) if self.items else {}
        return {"progress": self.percent, "bar": self.bar, "expected_at": expected_at} | items

    def write(self, percent: int) -> None:
        """Write the percentage where RQ's own tools look for it; Redis being away does not stop a job."""
        self.rq_job.meta["progress"] = percent
        try:
            self.rq_job.save_meta()
        except RedisError:
            # The row holds the truth; this is a courtesy.
            return

    def once(self, step: str, make: Callable[[], Any]) -> Any:  # noqa: ARG002 (TaskRun needs it)
        """Do a step; without a task there is nothing to remember it by."""
        return make()

    @property
    def task_id(self) -> str:
        """What steps and mails are known by."""
        return self.rq_job.id

    def seal(self) -> None:
        """Nothing can be cancelled without a task."""

    def unseal(self) -> None:
        """Nothing was sealed."""

    def shield(self) -> AbstractContextManager[None]:
        """Nobody cuts in where there is no task."""
        return nullcontext()


current: ContextVar[Reporter | None] = ContextVar("reporter", default=None)


@contextmanager
def told_by(reporter: Reporter) -> Generator[Reporter]:
    """Within this, what the job's code says goes through a reporter."""
    token = current.set(reporter)
    try:
        yield reporter
    finally:
        current.reset(token)


def report(done: int, total: int) -> None:
    """Tell the page how far the current job is, a few times a second at most; commits what is done."""
    if reporter := current.get():
        reporter.report(done, total)


def count(done: int, total: int) -> None:
    """Tell how many things that people count are done, and of how many; the next report writes it."""
    if reporter := current.get():
        reporter.items = (done, total)


def foresee(passed: float) -> None:
    """Tell which share of the job's time has passed, where that is not the share that is done."""
    if reporter := current.get():
        reporter.passed = passed


def unseen(_done: int, _total: int) -> None:
    """Progress of which nobody is told."""


def once(step: str, make: Callable[[], Any]) -> Any:
    """Do a step of the current task, or take what it left (plain JSON) when an earlier run has done it."""
    reporter = current.get()
    return reporter.once(step, make) if reporter else make()


def seal() -> None:
    """Say that what follows cannot be taken back (the caller commits). Raises Revoked if it was cancelled."""
    if reporter := current.get():
        reporter.seal()


def unseal() -> None:
    """Say that it can be taken back after all: it did not happen (the caller commits)."""
    if reporter := current.get():
        reporter.unseal()


def task_id() -> str:
    """The id of the current task; outside a worker one that is used once."""
    reporter = current.get()
    return reporter.task_id if reporter else str(uuid4())


def shield() -> AbstractContextManager[None]:
    """A few moments that a cancellation or a worker's end shall not cut in two."""
    reporter = current.get()
    return reporter.shield() if reporter else nullcontext()
