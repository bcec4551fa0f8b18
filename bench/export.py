"""From the click on "Export" to the mail, against the floor: `python -m bench.export`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import nan
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa

from app import db
from app.jobs.models import State
from app.models import Task, User
from app.transactions import begin_writing
from bench import crowd, floor
from bench.application import inside, running
from bench.memory import Watch
from bench.report import Verdict, conclude, table
from deploy.local.places import DATABASE
from deploy.local.processes import StackError, tail
from deploy.local.stack import Stack

HEADS = ("posts", "click→mail s", "floor s", "ratio", "posts/s", "peak MiB", "grown MiB")
SIZES = (0, 100, 1_000, 10_000, 100_000)
JOB = "export_posts"
LOOK_EVERY_S = 0.005
PATIENCE_S = 180
NS_PER_S = 1_000_000_000

# More than this no mail server takes as an attachment, so there is no floor.
MOST_MAILED = 100_000
# The requirement: so many posts in at most so many floors, and so many seconds beside.
REQUIRED_POSTS = 10_000
REQUIRED_FLOORS = 3
REQUIRED_SECONDS = 0.5
SMALL_EXPORT_POSTS = 10
REQUIRED_PER_SECOND = 10


@dataclass(frozen=True)
class Measured:
    """The medians for one number of posts."""

    posts: int
    ours_s: float
    floor_s: float
    peak_mib: float
    grown_mib: float

    def cells(self) -> list[str]:
        """A row of the table."""
        rate = f"{self.posts / self.ours_s:,.0f}"
        times = [f"{self.ours_s:.3f}", f"{self.floor_s:.3f}", f"{self.ours_s / self.floor_s:.2f}"]
        return [f"{self.posts:,}", *times, rate, f"{self.peak_mib:.0f}", f"{self.grown_mib:.0f}"]

    def verdict(self) -> Verdict:
        """Whether it is near enough to the floor."""
        most_s = REQUIRED_FLOORS * self.floor_s + REQUIRED_SECONDS
        promise = f"{REQUIRED_FLOORS} x floor + {REQUIRED_SECONDS} s = {most_s:.3f} s"
        return Verdict(self.ours_s <= most_s, f"{self.posts:,} posts in {self.ours_s:.3f} s ≤ {promise}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, measure, print; the exit code."""
    options = _parser().parse_args(arguments)
    with running() as stack, inside(stack):
        verdicts = [*_large(stack, options.posts, runs=options.runs)]
        if options.jobs_of_10:
            verdicts.append(_small(stack, options.jobs_of_10))
    return conclude(verdicts, check=options.check)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.export", description=__doc__)
    parser.add_argument("--posts", type=int, nargs="+", default=SIZES, help="numbers of posts to export")
    parser.add_argument("--runs", type=int, default=5, help="runs of each, of which the median counts")
    parser.add_argument("--jobs-of-10", type=int, default=100, help="exports of 10 posts in a row; 0: none")
    parser.add_argument("--check", action="store_true", help="fail if it is not good enough")
    return parser


def _large(stack: Stack, sizes: Sequence[int], *, runs: int) -> Iterator[Verdict]:
    """One export at a time, larger and larger."""
    measured = [_measure(stack, posts, runs=runs) for posts in sizes]
    print(table(HEADS, [size.cells() for size in measured]))
    yield from (size.verdict() for size in measured if size.posts == REQUIRED_POSTS)


def _small(stack: Stack, number: int) -> Verdict:
    """Many exports at once."""
    rate = _small_exports_per_second(stack, number)
    words = f"{number} exports of {SMALL_EXPORT_POSTS} posts with one worker: {rate:.1f} a second"
    return Verdict(rate >= REQUIRED_PER_SECOND, f"{words} ≥ {REQUIRED_PER_SECOND}")


def _measure(stack: Stack, posts: int, *, runs: int) -> Measured:
    [author] = crowd.people(1)
    crowd.write_posts([author], posts)
    at_best = floor.of(stack.folder / DATABASE, mail_port=stack.mail_port)
    ours, floors = [], []
    with Watch(stack.process("worker-1").pid) as memory:
        for _ in range(runs):
            # In turns, so that a slow moment of the machine meets both.
            floors.append(_until_mail(stack, lambda: at_best(author)) if posts <= MOST_MAILED else nan)
            ours.append(_until_mail(stack, lambda: click(author)))
            _wait(stack, lambda: not db.session.scalar(sa.select(Task.id).where(Task.complete.is_(False))))
    return Measured(posts, median(ours), median(floors), memory.peak_mib, memory.grown_mib)


def click(user_id: int) -> None:
    """What the button does behind the request."""
    begin_writing()
    db.session.get_one(User, user_id).launch_task(JOB, "Exporting posts...")
    db.session.commit()


def _until_mail(stack: Stack, action: Callable[[], None]) -> float:
    """Seconds until the mail server has taken the mail that an action leads to."""
    earlier = len(_arrivals_ns(stack))
    began_ns = time.time_ns()
    action()
    arrivals = _wait(stack, lambda: _arrivals_ns(stack)[earlier:])
    return (arrivals[0] - began_ns) / NS_PER_S


def _arrivals_ns(stack: Stack) -> list[int]:
    # The mailbox names a mail after its moment.
    return sorted(_moment_ns(file) for file in stack.mailbox.glob("*.eml"))


def _moment_ns(file: Path) -> int:
    return int(file.name.partition("-")[0])


def _wait(stack: Stack, happened: Callable[[], Any]) -> Any:
    until = time.monotonic() + PATIENCE_S
    while not (result := happened()):
        # Ends our read, or the database goes on showing how things were.
        db.session.rollback()
        stack.check()
        if db.session.scalar(sa.select(Task.id).where(Task.state == State.FAILED)):
            raise StackError(f"An export failed:\n{tail(stack.process('worker-1').log)}")
        if time.monotonic() > until:
            raise StackError(f"Nothing happened for {PATIENCE_S} s:\n{tail(stack.process('worker-1').log)}")
        time.sleep(LOOK_EVERY_S)
    return result


def _small_exports_per_second(stack: Stack, number: int) -> float:
    authors = crowd.people(number)
    for author in authors:
        crowd.write_posts([author], SMALL_EXPORT_POSTS)
    worker, earlier = stack.process("worker-1"), len(_arrivals_ns(stack))
    worker.stop()
    for author in authors:
        click(author)
    worker.start()
    arrivals = _wait(stack, lambda: _all(_arrivals_ns(stack)[earlier:], number))
    first = db.session.scalar(sa.select(sa.func.min(Task.started_at)).where(Task.user_id.in_(authors)))
    return number / (arrivals[-1] / NS_PER_S - first.timestamp())


def _all(found: list[int], number: int) -> list[int] | None:
    return found if len(found) == number else None


if __name__ == "__main__":
    sys.exit(main())
