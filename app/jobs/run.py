"""One run of a task: it may write only as long as its claim stands, and says how it ended."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
import structlog
from flask import current_app
from rq.job import Job
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock, measure, words
from app.core.sqlite import WILL_WRITE
from app.core.storage import StorageError
from app.extensions import db
from app.jobs import progress, queue
from app.jobs.errors import PASSING, HandBack, OutOfTime, Permanent, Revoked
from app.jobs.models import State, Task
from app.jobs.watch import Watch
from app.transactions import begin_writing, insist

BEATS_A_LEASE = 5


class TaskRun(progress.Reporter):
    """A run that holds its task."""

    def __init__(self, task: Task, rq_job: Job) -> None:
        super().__init__(rq_job, bar=max(task.progress, task.bar or 0))
        self._task_id, self.kind = task.id, task.name
        self.claimed = task.claim
        self.failures = task.failures
        self.steps = task.steps or {}
        # What the row says counts; what Redis says is only for rows written by hand.
        self.arguments = task.arguments or {"args": rq_job.args, "kwargs": rq_job.kwargs}
        self.engine = db.engine
        self.watch: Watch | None = None

    @property
    def task_id(self) -> str:
        """The task's id, the same for all its runs."""
        return self._task_id

    @classmethod
    def claim(cls, rq_job: Job) -> TaskRun | None:
        """Take the task, or None where it is not to be run: another run has or had it, or it is not due."""
        task_id, now = queue.task_id(rq_job.id), clock.now()
        begin_writing()
        due = sa.or_(Task.run_after.is_(None), Task.run_after <= now)
        values: dict[str, Any] = {"claim": str(uuid4()), "beat_at": now, "started_at": now}
        task = Task.move(task_id, State.RUNNING, due, Task.complete.is_(False), **values)
        if task is None:
            db.session.rollback()
            current_app.logger.info("task %s was not waiting: nothing to do", task_id)
            return None
        run = cls(task, rq_job)
        db.session.commit()
        return run

    def execute(self, function: Callable[..., None], *, limit_s: float) -> bool:
        """Run the function and write how it ended; whether the task is over. Raises what is to be seen to."""
        with structlog.contextvars.bound_contextvars(task_id=self.task_id):
            try:
                self._call(function, limit_s=limit_s)
            except Revoked:
                current_app.logger.info("task %s is not ours any more", self.task_id)
                return self.is_over()
            except HandBack:
                return self._put_back("the worker was asked to end", sent_at=clock.now())
            except PASSING as error:
                return self._try_later(error)
            except (OutOfTime, Exception) as error:
                if self._is_gone():
                    return True
                self._fail(error)
                raise
            if self._end(State.DONE) is None:
                return self.is_over()
            self._tell_redis(100)
            return True

    def write(self, percent: int) -> None:
        """Write the percentage to the row, for the browser and for RQ's own tools. Raises Revoked."""
        with self.shield():
            self._update(**self.told())
            self._tell_redis(percent)

    def once(self, step: str, make: Callable[[], Any]) -> Any:
        """Do a step, unless an earlier run has done it; what it left (plain JSON) is kept on the row."""
        if step not in self.steps:
            began_at = time.monotonic()
            self.steps = {**self.steps, step: make()}
            measure.took("step_seconds", time.monotonic() - began_at, self.kind, step)
            with self.shield():
                self._update(steps=self.steps, **self.told())
        return self.steps[step]

    def seal(self) -> None:
        """Say that what follows cannot be taken back (the caller commits). Raises Revoked."""
        self._write(committed=True)

    def unseal(self) -> None:
        """Say that it can be taken back after all: it did not happen (the caller commits)."""
        Task.write(self._mine(), {"committed": False})

    def shield(self) -> AbstractContextManager[None]:
        """A few moments that nobody cuts in two."""
        return self.watch.shield() if self.watch else super().shield()

    def _call(self, function: Callable[..., None], *, limit_s: float) -> None:
        every_s, began_at = current_app.config["JOB_LEASE_S"] / BEATS_A_LEASE, time.monotonic()
        watch = Watch(beat=self._beat, holds=self._holds, beat_every_s=every_s, limit_s=limit_s)
        try:
            # What a commit leaves in memory is read again only where the job asks for it.
            db.session().expire_on_commit = False
            with watch as self.watch, progress.told_by(self):
                function(*self.arguments["args"], **self.arguments["kwargs"])
                db.session.commit()
        finally:
            # Once more: a signal may have cut the first time short.
            watch.close()
            self.watch = None
            db.session.rollback()
            measure.took("run_seconds", time.monotonic() - began_at, self.kind)

    def _tell_redis(self, percent: int) -> None:
        super().write(percent)

    def _update(self, **values: Any) -> None:
        """Change the row if it is still ours, and tell the browser in one transaction. Raises Revoked."""
        # What the job has done so far is done, as it is when the job ends.
        db.session.commit()
        begin_writing()
        self._write(**values)
        db.session.commit()

    def _write(self, **values: Any) -> None:
        if not Task.write(self._mine(), values):
            db.session.rollback()
            raise Revoked
        db.session.get_one(Task, self.task_id, populate_existing=True).tell()

    def _mine(self) -> sa.ColumnElement[bool]:
        return sa.and_(Task.id == self.task_id, Task.claim == self.claimed)

    def _end(self, to: State, **values: Any) -> Task | None:
        """Write the outcome if the task is still ours; what Redis is to be told goes after the commit."""

        def write() -> Task | None:
            task = Task.move(self.task_id, to, Task.claim == self.claimed, **values)
            if task and to is State.PENDING and task.sent_at:
                queue.send_after_commit(task.sending())
            return task

        return insist(write)

    def is_over(self) -> bool:
        """Whether the task has ended, or is gone, while another might have had it."""
        return db.session.scalar(sa.select(Task.complete).where(Task.id == self.task_id)) is not False

    def _is_gone(self) -> bool:
        """Whether the task was deleted with its owner, whom the job then missed: nothing is wrong with it."""
        gone = insist(lambda: db.session.scalar(sa.select(Task.id).where(Task.id == self.task_id)) is None)
        if gone:
            current_app.logger.info("task %s is gone, and its owner too", self.task_id)
        return gone

    def _put_back(self, comment: str, **values: Any) -> bool:
        self._end(State.PENDING, comment=comment, attempt=Task.attempt + 1, **values)
        return False

    def _try_later(self, error: Exception) -> bool:
        if self.failures + 1 >= current_app.config["JOB_MOST_ATTEMPTS"]:
            self._fail(error)
            return True
        current_app.logger.warning("task %s will be tried again", self.task_id, exc_info=error)
        wait_s = back_off_s(self.failures, current_app.config)
        run_after = clock.now() + timedelta(seconds=wait_s)
        return self._put_back(_words(error), failures=Task.failures + 1, run_after=run_after, sent_at=None)

    def _fail(self, error: BaseException) -> None:
        current_app.logger.error("task %s failed", self.task_id, exc_info=error)
        self._end(State.FAILED, reason=reason_of(error), failures=Task.failures + 1, comment=_words(error))

    def _beat(self) -> None:
        beat = sa.update(Task).where(self._mine()).values(beat_at=clock.now())
        try:
            with self.engine.execution_options(**{WILL_WRITE: True}).begin() as connection:
                connection.execute(beat)
        except SQLAlchemyError:
            # Too many of these, and the sweep gives the task to somebody else; the claim tells us then.
            return

    def _holds(self) -> bool:
        try:
            with self.engine.connect() as connection:
                held = connection.scalar(sa.select(Task.claim).where(Task.id == self.task_id))
        except SQLAlchemyError:
            return True
        return held == self.claimed


def back_off_s(failures: int, settings: Any) -> float:
    """How long to wait after so many failures: twice as long each time, up to a limit, with jitter."""
    longest = min(settings["JOB_RETRY_MOST_S"], settings["JOB_RETRY_BASE_S"] * 2**failures)
    # Half of it is random, so that a hundred tasks that failed together do not come back together.
    return longest * random.uniform(0.5, 1)  # noqa: S311 (nobody gains by guessing it)


def reason_of(error: BaseException) -> str:
    """The key of the sentence that tells the user why."""
    if isinstance(error, Permanent):
        return error.reason
    if isinstance(error, OutOfTime):
        return "too-long"
    return "gave-up" if isinstance(error, PASSING) else "fault"


def _words(error: BaseException) -> str:
    """What operators read: no statement with what people wrote in it, and no password."""
    kind = type(error).__name__
    # Whoever knows the name of an archive can open it.
    return kind if isinstance(error, FileNotFoundError | StorageError) else f"{kind}: {words.of(error)}"
