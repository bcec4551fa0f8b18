"""The numbers for Prometheus, at the moment somebody asks: what is, from the rows; what was, from counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import sqlalchemy as sa
from flask import current_app
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
    SummaryMetricFamily,
)
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from app.backups import scheduled
from app.core import clock, measure, redis
from app.core.measure import LIMITS_S, Field
from app.core.redis import RedisError
from app.extensions import db
from app.jobs import runner, workers as crew
from app.jobs.lease import Lease
from app.jobs.states import State
from app.ops.backlog import Backlog

COUNTERS = {
    "tasks_ended": ("Tasks that have ended, by what became of them.", ("kind", "state")),
    "polls": ("Polls for news, by the status of the answer.", ("status",)),
    "requests": ("Requests but for probes.", ("method", "status")),
}
SUMMARIES = {
    "run_seconds": ("How long runs of tasks took, however they ended.", ("kind",)),
    "step_seconds": ("How long steps of tasks took that are done once.", ("kind", "step")),
    "mail_seconds": ("How long mails took, from the connection on, by what became of them.", ("outcome",)),
}
ANSWERS = "How long requests took until their answer began, but for probes."
SWEEP, BACKUP, BACKUP_TURN = "sweep", scheduled.TOLD, scheduled.TURN
ENDS = (State.DONE, State.FAILED, State.CANCELLED)
MAIL_OUTCOMES = ("sent", "failed", "unreached")


class Numbers(Collector):
    """Asks the database twice, and Redis in four short trips; what does not answer is left out, and said."""

    def collect(self) -> Iterator[Metric]:
        """Read all numbers."""
        up = GaugeMetricFamily("microblog_up", "Whether it answers: 1 or 0.", labels=["service"])
        for service, read in (("database", _of_database), ("redis", _of_redis)):
            try:
                families = read()
            except (SQLAlchemyError, RedisError):
                db.session.rollback()
                up.add_metric([service], 0)
            else:
                up.add_metric([service], 1)
                yield from families
        yield up


def _of_database() -> list[Metric]:
    tasks = GaugeMetricFamily("microblog_tasks", "Tasks that wait or run.", labels=["kind", "state"])
    backlog, now = Backlog.now(), clock.now_ts()
    for part in backlog.parts:
        tasks.add_metric([part.kind, part.state], part.number)
    ends = sa.select(Lease.name, Lease.until).where(Lease.name.in_((SWEEP, BACKUP, BACKUP_TURN)))
    until = dict(db.session.execute(ends).all())
    found = [
        tasks,
        _gauge("oldest_waiting_task_seconds", "For how long.", backlog.oldest_s),
        _gauge("backup_failing", "1 if the last backup could not be made.", until.get(BACKUP, 0) > now),
    ]
    # What nobody has ever done is not in time: it is left out, which an alarm can tell.
    if SWEEP in until:
        found.append(_gauge("sweep_late_seconds", "For how long no process has swept.", now - until[SWEEP]))
    if current_app.config["BACKUP_URL"] and BACKUP_TURN in until:
        words = "For how long nobody has made the backup that is due."
        found.append(_gauge("backup_late_seconds", words, now - until[BACKUP_TURN]))
    return found


def _of_redis() -> list[Metric]:
    books, numbers = crew.look(), measure.all_numbers()
    workers = GaugeMetricFamily("microblog_workers", "Workers, by what they do.", labels=["state"])
    states = ["silent" if worker.is_silent else worker.state for worker in books.workers]
    for state in sorted({"idle", "busy", "silent", *states}):
        workers.add_metric([state], states.count(state))
    client = redis.of(current_app)
    database = client.get_connection_kwargs().get("db", 0)
    listening = len(client.pubsub_channels(f"microblog:{database}:news:*"))
    return [
        _gauge("queue_depth", "Jobs that wait in Redis.", books.waiting),
        workers,
        _gauge("streaming_users", "Users who have a page open that is told the news.", listening),
        *_counted(_zeros() | numbers),
    ]


def _zeros() -> dict[Field, float]:
    """What an alarm waits for. Where nothing was before, Prometheus sees no increase in a first one."""
    kinds = [kind.function.__name__ for kind in runner.all_kinds()]
    ended = product(["tasks_ended"], kinds, ENDS)
    return dict.fromkeys([*ended, *product(["mail_seconds_count"], MAIL_OUTCOMES)], 0)


def _counted(numbers: dict[Field, float]) -> Iterator[Metric]:
    for name, (words, labels) in COUNTERS.items():
        counter = CounterMetricFamily(f"microblog_{name}", words, labels=labels)
        for values, number in _named(numbers, name, labels=len(labels)):
            counter.add_metric(values, number)
        yield counter
    for name, (words, labels) in SUMMARIES.items():
        summary = SummaryMetricFamily(f"microblog_{name}", words, labels=labels)
        for values, number in _named(numbers, f"{name}_count", labels=len(labels)):
            total = numbers.get((f"{name}_sum", *values), 0)
            summary.add_metric(values, number, total)  # pyright: ignore[reportArgumentType] (a float will do)
        yield summary
    yield _answers(numbers)


def _answers(numbers: dict[Field, float]) -> Metric:
    family = HistogramMetricFamily("microblog_request_seconds", ANSWERS, labels=["endpoint"])
    parts: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for (endpoint, limit), number in _named(numbers, "request_seconds_bucket", labels=2):
        parts[endpoint][limit] = number
    for endpoint, part in parts.items():
        # Each part holds those before it, too.
        limits, total, buckets = [*map(str, LIMITS_S), "+Inf"], 0.0, list[tuple[str, float]]()
        for limit in limits:
            buckets.append((limit, total := total + part.get(limit, 0)))
        family.add_metric([endpoint], buckets, numbers.get(("request_seconds_sum", endpoint), 0))
    return family


def _named(numbers: dict[Field, float], name: str, *, labels: int) -> list[tuple[Field, float]]:
    """The numbers of a name, with their labels, in order; but for those of a release with more or fewer."""
    found = ((field[1:], number) for field, number in numbers.items() if field[0] == name)
    return sorted((values, number) for values, number in found if len(values) == labels)


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"microblog_{name}", words, value=max(0, value))
