"""The way of a task to Redis: after the commit, under the task's own id."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from flask import Flask, current_app
from rq import Queue
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job

from app.core import redis
from app.core.redis import RedisError
from app.transactions import after_commit

QUEUE = "microblog-tasks"
# A backstop: the run itself ends at the limit of its kind, which is never above this.
TIME_LIMIT_S = 6 * 3600
FAILED_JOB_KEPT_S = 7 * 24 * 3600
TASK_ID_LENGTH = 36


class Sending(NamedTuple):
    """A job as Redis gets it: a name in app.tasks and plain arguments, under the task's id and attempt."""

    task_id: str
    attempt: int
    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


def init_app(app: Flask) -> None:
    """Give the application its queue, without talking to Redis yet."""
    queue = Queue(QUEUE, connection=redis.of(app))
    app.task_queue = queue  # pyright: ignore[reportAttributeAccessIssue] (Flask allows it)


def of(app: Flask) -> Queue:
    """The queue of an application."""
    return app.task_queue  # pyright: ignore[reportAttributeAccessIssue] (see init_app)


def job_id(task_id: str, attempt: int) -> str:
    """The id of an attempt's RQ job; RQ refuses one that it has ever seen."""
    return f"{task_id}-{attempt}" if attempt else task_id


def task_id(rq_id: str) -> str:
    """The id of the task that an RQ job carries."""
    return rq_id[:TASK_ID_LENGTH]


def waiting_ids() -> set[str]:
    """The ids of all RQ jobs that wait. Raises RedisError."""
    return set(of(current_app).job_ids)


def send_after_commit(sending: Sending) -> None:
    """Send a job when the current transaction has been committed; never if it is rolled back."""
    after_commit(partial(send, sending))


def send(sending: Sending) -> None:
    """Put a job in the queue. Redis away is no error: the row waits, and says so."""
    try:
        of(current_app).enqueue_call(
            f"app.tasks.{sending.name}",
            args=sending.args,
            kwargs=sending.kwargs,
            job_id=job_id(sending.task_id, sending.attempt),
            unique=True,
            timeout=TIME_LIMIT_S,
            failure_ttl=FAILED_JOB_KEPT_S,
        )
    except DuplicateJobError:
        current_app.logger.info("task %s is in the queue already", sending.task_id)
    except RedisError:
        current_app.logger.warning("task %s waits: Redis does not answer", sending.task_id, exc_info=True)


def withdraw_after_commit(rq_ids: Iterable[str]) -> None:
    """Take jobs out of the queue, those that still wait there, once their tasks are gone for good."""
    after_commit(partial(_withdraw, [*rq_ids]))


def _withdraw(rq_ids: Iterable[str]) -> None:
    try:
        # What is not in the queue any more is with a worker, and in RQ's books, which are to stay right.
        for rq_id in filter(of(current_app).remove, rq_ids):
            Job.fetch(rq_id, connection=redis.of(current_app)).delete()
    except (RedisError, NoSuchJobError):
        current_app.logger.warning("jobs of deleted tasks stay in the queue", exc_info=True)


def fetch(rq_id: str) -> Job | None:
    """An RQ job, or None where Redis lost it or is away."""
    try:
        return Job.fetch(rq_id, connection=redis.of(current_app))
    except (RedisError, NoSuchJobError):
        return None
