"""Jobs a second, with one and two workers, against bare RQ: `python -m bench.queue`."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app
from rq import Queue

from app import db
from app.core import redis
from app.jobs import queue
from app.models import Task
from bench import crowd
from bench.application import inside, running
from bench.export import click
from bench.report import Verdict, conclude, table
from deploy.local import servers
from deploy.local.stack import Stack

HEADS = ("jobs", "workers", "jobs/s", "ms a job")
BARE = "bare"
LOOK_EVERY_S = 0.05
MAIL_TAKES_S = 0.1
POSTS = 10

# The requirements.
MOST_TIMES_BARE = 2
LEAST_EXPORTS_A_SECOND = 20
LEAST_GAIN_WAITING = 1.7
LEAST_GAIN_COMPUTING = 1.4


@dataclass(frozen=True)
class Rate:
    """How fast a number of jobs was done."""

    jobs: str
    workers: int
    per_second: float

    def cells(self) -> list[str]:
        """A row of the table."""
        return [self.jobs, str(self.workers), f"{self.per_second:.1f}", f"{1000 / self.per_second:.1f}"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, measure, print; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.queue", description=__doc__)
    parser.add_argument("--jobs", type=int, default=200, help="jobs of each kind")
    parser.add_argument("--check", action="store_true", help="fail if it is not good enough")
    options = parser.parse_args(arguments)
    with running(workers=2) as stack, inside(stack):
        bare = _bare(stack, options.jobs)
        empty = [_measure("empty tasks", _empty, stack, options.jobs, workers) for workers in (1, 2)]
        exports = [
            _measure("exports of 10 posts", _export, stack, options.jobs, workers) for workers in (1, 2)
        ]
    with _slow_mail() as port, running(workers=2, MAIL_PORT=port) as stack, inside(stack):
        waiting = [
            _measure("the same, slow mail", _export, stack, options.jobs, workers) for workers in (1, 2)
        ]
    print(table(HEADS, [rate.cells() for rate in [bare, *empty, *exports, *waiting]]))
    return conclude([*_verdicts(bare, empty, exports, waiting)], check=options.check)


def _verdicts(bare: Rate, empty: list[Rate], exports: list[Rate], waiting: list[Rate]) -> Iterator[Verdict]:
    times = bare.per_second / empty[0].per_second
    yield Verdict(
        times <= MOST_TIMES_BARE, f"an empty task costs {times:.2f} x bare RQ's ≤ {MOST_TIMES_BARE}"
    )
    rate, least = exports[0].per_second, LEAST_EXPORTS_A_SECOND
    yield Verdict(rate >= least, f"{rate:.1f} exports of {POSTS} posts a second ≥ {least}")
    pairs = (("computing", exports, LEAST_GAIN_COMPUTING), ("waiting", waiting, LEAST_GAIN_WAITING))
    for name, (one, two), gain in pairs:
        times = two.per_second / one.per_second
        yield Verdict(times >= gain, f"two workers do {times:.2f} x what one does when {name} ≥ {gain}")


def _bare(stack: Stack, number: int) -> Rate:
    """RQ's own worker with a function that does nothing."""
    jobs = Queue(BARE, connection=redis.of(current_app))
    done = [jobs.enqueue("math.sqrt", 1) for _ in range(number)]
    command = [*servers.python("rq.cli"), "worker", "--burst", "-u", stack.redis_url, BARE]
    usual = {name: value for name, value in stack.environ.items() if name != "RQ_WORKER_CLASS"}
    subprocess.run(command, env=usual, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    for job in done:
        job.refresh()
    began, ended = min(job.started_at for job in done), max(job.ended_at for job in done)
    return Rate("bare RQ, nothing", 1, number / (ended - began).total_seconds())


def _measure(name: str, ask: Callable[[int], None], stack: Stack, number: int, workers: int) -> Rate:
    """So many tasks of a kind that all wait when the workers start."""
    db.session.execute(sa.delete(Task))
    people = crowd.people(number)
    for person in people:
        crowd.write_posts([person], POSTS)
    for index in (1, 2):
        stack.process(f"worker-{index}").stop()
    for person in people:
        ask(person)
    for index in range(workers):
        stack.process(f"worker-{index + 1}").start()
    while db.session.scalar(sa.select(Task.id).where(Task.complete.is_(False)).limit(1)):
        db.session.rollback()
        time.sleep(LOOK_EVERY_S)
    began, ended = db.session.execute(
        sa.select(sa.func.min(Task.started_at), sa.func.max(Task.ended_at))
    ).one()
    return Rate(name, workers, number / (ended - began).total_seconds())


def _export(user_id: int) -> None:
    click(user_id)


def _empty(user_id: int) -> None:
    """Ask for `example(0)`, which counts to nothing."""
    task = Task(name="example", user_id=user_id, arguments={"args": [0], "kwargs": {}}, attempt=0)
    db.session.add(task)
    db.session.flush()
    queue.send_after_commit(task.sending())
    db.session.commit()


@contextmanager
def _slow_mail() -> Iterator[str]:
    """A mail server that takes its time; yields its port."""
    [port] = servers.free_ports(1)
    options = ["--port", str(port), "--delay-s", str(MAIL_TAKES_S)]
    server = subprocess.Popen([*servers.python("bench.slow_mail"), *options])
    try:
        yield str(port)
    finally:
        server.kill()
        server.wait()


if __name__ == "__main__":
    sys.exit(main())
