"""The workers, as RQ's books have them."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Self

from flask import current_app
from rq.suspension import WORKERS_SUSPENDED
from rq.utils import utcparse
from rq.worker_registration import WORKERS_BY_QUEUE_KEY

from app.core import clock, redis
from app.jobs.queue import QUEUE, task_id

PREFIX = "rq:worker:"
FIELDS = ("hostname", "pid", "state", "current_job", "last_heartbeat", "kind", "death")
# What our own class writes into its entry.
OWN_KIND = "microblog"
# Ours gives a sign of life every two seconds; RQ's own, while it is idle, every seven minutes.
SILENT_AFTER = timedelta(seconds=20)


class Worker(NamedTuple):
    """A worker that has registered, and has not said that it ends."""

    name: str
    host: str
    pid: str
    state: str
    task_id: str | None
    heard_at: datetime | None
    is_ours: bool

    @classmethod
    def read(cls, key: str, values: list[bytes | None]) -> Self | None:
        """Read an entry of RQ's books; None if the worker has ended."""
        told = {
            field: (value or b"").decode(errors="replace")
            for field, value in zip(FIELDS, values, strict=True)
        }
        if told["death"]:
            return None
        return cls(
            key.removeprefix(PREFIX),
            told["hostname"] or "?",
            told["pid"],
            told["state"] or "?",
            task_id(told["current_job"]) or None,
            _moment(told["last_heartbeat"]),
            told["kind"] == OWN_KIND,
        )

    @property
    def is_silent(self) -> bool:
        """Whether it has given no sign of life for longer than one that lives would."""
        if self.heard_at is None:
            # Its entry has expired, as none does while its worker lives; RQ's list names it for a while more.
            return True
        return self.is_ours and clock.now() - self.heard_at > SILENT_AFTER


class Books(NamedTuple):
    """What RQ knows: how many jobs wait, who works, and whether `rq suspend` keeps them from it."""

    waiting: int
    workers: list[Worker]
    suspended: bool


def look() -> Books:
    """Read RQ's books, in two trips. Raises RedisError."""
    client = redis.of(current_app)
    with client.pipeline(transaction=False) as pipeline:
        pipeline.llen(f"rq:queue:{QUEUE}")
        pipeline.smembers(WORKERS_BY_QUEUE_KEY % QUEUE)
        pipeline.exists(WORKERS_SUSPENDED)
        waiting, keys, suspended = pipeline.execute()
    names = sorted(key.decode() for key in keys)
    with client.pipeline(transaction=False) as pipeline:
        for name in names:
            pipeline.hmget(name, FIELDS)
        entries: list[Any] = pipeline.execute()
    found = (Worker.read(name, entry) for name, entry in zip(names, entries, strict=True))
    return Books(waiting, [worker for worker in found if worker], bool(suspended))


def _moment(told: str) -> datetime | None:
    with suppress(ValueError):
        return utcparse(told)
    return None
