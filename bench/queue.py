"""Jobs a second, with one and two workers, against bare RQ: `python -m bench.queue`."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import sqlalchemy as sa
from flask import current_app
from rq import Queue

from app import db
from app.core import redis
from app.jobs import queue
from app.models import Task
from app.transactions import begin_writing
from bench import agreement, crowd
from bench.agreement import Observer
from bench.application import inside, running
from bench.export import JOB, click
from bench.report import Verdict, conclude, table
from deploy.local import servers
from deploy.local.processes import StackError
from deploy.local.stack import Stack

HEADS = ("jobs", "workers", "jobs/s", "ms a job")
BARE = "bare"
LOOK_EVERY_S = 0.05
MAIL_TAKES_S = 0.1
# What a machine does with two processors that have nothing to wait for; half a second or so.
COUNT = "sum(range(20_000_000))"

# The requirements.
MOST_TIMES_BARE = 2
LEAST_EXPORTS_A_SECOND = 20
LEAST_GAIN_WAITING = 1.7
LEAST_GAIN_COMPUTING = 1.4
LEAST_GAIN_SMALL = 1.7


@dataclass(frozen=True)
class Rate:
    """How fast a number of jobs was done."""

    jobs: str
    workers: int
    per_second: float
    # Whether all that count the jobs counted them.
    counted: Verdict | None = None

    def cells(self) -> list[str]:
        """A row of the table."""
        return [self.jobs, str(self.workers), f"{self.per_second:.1f}", f"{1000 / self.per_second:.1f}"]


@dataclass(frozen=True)
class Kind:
    """A kind of job to measure; a large one `less` often."""

    name: str
    posts: int
    ask: Callable[[int], None]
    less: int = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, measure, print; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.queue", description=__doc__)
    parser.add_argument("--jobs", type=int, default=200, help="jobs of each kind")
    turns = "how often one worker takes turns with two; medians count"
    parser.add_argument("--turns", type=int, choices=range(1, 10), default=3, metavar="1…9", help=turns)
    parser.add_argument("--check", action="store_true", help="fail if it is not good enough")
    options = parser.parse_args(arguments)
    counting = _in_turns(_count, options.turns)
    with running(workers=2, METRICS_TOKEN=agreement.TOKEN) as stack, inside(stack):
        observer, part = Observer.of(stack, JOB), Part(stack, options.jobs, options.turns)
        bare, empty = _bare(stack, options.jobs), part.measure(EMPTY)
        small, large = part.measure(SMALL, observer), part.measure(LARGE, observer)
    with _slow_mail() as port, running(workers=2, MAIL_PORT=port) as stack, inside(stack):
        waiting = Part(stack, options.jobs, options.turns).measure(WAITING)
    print(table(HEADS, [rate.cells() for rate in [*counting, bare, *empty, *small, *large, *waiting]]))
    gains = (small, LEAST_GAIN_SMALL), (large, LEAST_GAIN_COMPUTING), (waiting, LEAST_GAIN_WAITING)
    counted = [rate.counted for rate in (*small, *large) if rate.counted]
    return conclude([*_speed(bare, empty, small), *_gain(*gains), *counted], check=options.check)


def _speed(bare: Rate, empty: list[Rate], small: list[Rate]) -> Iterator[Verdict]:
    times, most = bare.per_second / empty[0].per_second, MOST_TIMES_BARE
    yield Verdict(times <= most, f"an empty task costs {times:.2f} x bare RQ's ≤ {most}")
    rate, least = small[0].per_second, LEAST_EXPORTS_A_SECOND
    yield Verdict(rate >= least, f"{rate:.1f} {small[0].jobs} a second ≥ {least}")


def _gain(*pairs: tuple[list[Rate], float]) -> Iterator[Verdict]:
    for (one, two), least in pairs:
        times = two.per_second / one.per_second
        yield Verdict(times >= least, f"{one.jobs}: two workers do {times:.2f} x what one does ≥ {least}")


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


@dataclass(frozen=True)
class Part:
    """What is measured with one stack: so many jobs of a kind, in so many turns."""

    stack: Stack
    jobs: int
    turns: int

    def measure(self, kind: Kind, observer: Observer | None = None) -> list[Rate]:
        """A kind of job with one worker, and with two."""
        number = self.jobs // kind.less
        return _in_turns(lambda workers: _rate(kind, self.stack, number, workers, observer), self.turns)


def _in_turns(rate: Callable[[int], Rate], turns: int) -> list[Rate]:
    """What one worker and two do, by turns: the machine is not always as fast. The middle ones."""
    rates = [[rate(workers) for workers in (1, 2)] for _ in range(turns)]
    return [_middle(of_one_number) for of_one_number in zip(*rates, strict=True)]


def _middle(rates: Sequence[Rate]) -> Rate:
    """The median rate; that counts did not agree is told whichever it was."""
    middle = sorted(rates, key=lambda rate: rate.per_second)[(len(rates) - 1) // 2]
    wrong = [rate.counted for rate in rates if rate.counted and not rate.counted.met]
    return replace(middle, counted=wrong[0]) if wrong else middle


def _count(processes: int) -> Rate:
    """The same counting in so many processes at once."""
    began_at = time.monotonic()
    started = [subprocess.Popen([sys.executable, "-c", COUNT]) for _ in range(processes)]
    if any(process.wait() for process in started):
        raise StackError("A process could not count.")
    return Rate("counting, no worker", processes, processes / (time.monotonic() - began_at))


def _rate(kind: Kind, stack: Stack, number: int, workers: int, observer: Observer | None) -> Rate:
    """So many tasks that all wait when the workers start."""
    _clear(stack)
    before = observer.look() if observer else None
    _ask(kind, number)
    processes = [stack.process(f"worker-{index + 1}") for index in range(workers)]
    for process in processes:
        process.launch()
    for process in processes:
        process.wait_until_ready()
    while db.session.scalar(sa.select(Task.id).where(Task.complete.is_(False)).limit(1)):
        db.session.rollback()
        time.sleep(LOOK_EVERY_S)
    times = sa.select(sa.func.min(Task.started_at), sa.func.max(Task.ended_at))
    began, ended = db.session.execute(times).one()
    counted = observer.verdict(before, agreement.done_by(number)) if observer and before else None
    return Rate(kind.name, workers, number / (ended - began).total_seconds(), counted)


def _clear(stack: Stack) -> None:
    """End the workers, and forget what they did."""
    for index in (1, 2):
        stack.process(f"worker-{index}").stop()
    begin_writing()
    db.session.execute(sa.delete(Task))
    db.session.commit()


def _ask(kind: Kind, number: int) -> None:
    people = crowd.people(number)
    for person in people:
        crowd.write_posts([person], kind.posts)
    for person in people:
        kind.ask(person)


def _empty(user_id: int) -> None:
    """Ask for `example(0)`, which counts to nothing."""
    task = Task(name="example", user_id=user_id, arguments={"args": [0], "kwargs": {}}, attempt=0)
    db.session.add(task)
    db.session.flush()
    queue.send_after_commit(task.sending())
    db.session.commit()


EMPTY = Kind("empty tasks", 0, _empty)
SMALL = Kind("exports of 10 posts", 10, click)
LARGE = Kind("exports of 5,000 posts", 5_000, click, less=10)
WAITING = Kind("exports of 10 posts, mail takes 100 ms", 10, click, less=2)


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
