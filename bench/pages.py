"""Pages of a large community against the least that a page can cost: `python -m bench.pages`."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import sqlalchemy as sa

from app import db
from app.models import User
from bench import crowd, postgres
from bench.application import hello, inside, running
from bench.browser import Browser
from bench.report import Verdict, conclude, table

PEOPLE = 1_000
POSTS = 200_000
FOLLOWED = 200
# One person who writes enough for a hundred pages.
PROLIFIC_POSTS = 5_000
READER = "reader"
LATER = 100

REQUIRED_HELLOS = 60
REQUIRED_LATER = 1.3
MS_PER_S = 1_000


@dataclass(frozen=True)
class Measured:
    """The medians for one list: its first page and a later one."""

    name: str
    first_ms: float
    later_ms: float
    hello_ms: float

    def cells(self) -> list[str]:
        """A row of the table."""
        times = [f"{self.first_ms:.2f}", f"{self.later_ms:.2f}", f"{self.hello_ms:.2f}"]
        return [
            self.name,
            *times,
            f"{self.first_ms / self.hello_ms:.1f}",
            f"{self.later_ms / self.first_ms:.2f}",
        ]

    def verdicts(self) -> Iterator[Verdict]:
        """Whether it is near enough to the floor, and stays so."""
        hellos, later = self.first_ms / self.hello_ms, self.later_ms / self.first_ms
        yield Verdict(hellos <= REQUIRED_HELLOS, f"{self.name}: {hellos:.1f} ≤ {REQUIRED_HELLOS} x hello")
        words = f"{self.name}: page {LATER} is {later:.2f} ≤ {REQUIRED_LATER} x page 1"
        yield Verdict(later <= REQUIRED_LATER, words)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, measure, print; the exit code."""
    options = _parser().parse_args(arguments)
    measured = _measure("SQLite", {}, rounds=options.rounds)
    with contextlib.nullcontext(options.postgres) if options.postgres else postgres.server() as url:
        if url:
            measured += _measure("PostgreSQL", {"DATABASE_URL": url}, rounds=options.rounds)
    heads = ("list", "page 1 ms", f"page {LATER} ms", "hello ms", "1/hello", f"{LATER}/1")
    print(table(heads, [one.cells() for one in measured]))
    return conclude([verdict for one in measured for verdict in one.verdicts()], check=options.check)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--postgres", metavar="URL", help="an empty database; else a server of our own")
    parser.add_argument("--rounds", type=int, default=100, help="requests of each page, whose median counts")
    parser.add_argument("--check", action="store_true", help="fail if it is not good enough")
    return parser


def _measure(database: str, environ: dict[str, str], *, rounds: int) -> list[Measured]:
    with running(**environ) as stack, inside(stack), hello(stack) as hello_url:
        prolific = _settle()
        visitor, least = Browser(stack.url), Browser(hello_url)
        visitor.log_in(READER, crowd.PASSWORD)
        lists = ["/", "/explore", f"/user/{prolific}"]
        paths = [*lists, *(visitor.walk(path, pages=LATER) for path in lists)]
        times = in_turns(visitor, least, paths, rounds=rounds)
    hello_ms, first, later = times[0], times[1 : 1 + len(lists)], times[1 + len(lists) :]
    names = [f"{database} {path}" for path in ("/", "/explore", "/user/<name>")]
    return [Measured(*values, hello_ms) for values in zip(names, first, later, strict=True)]


def _settle() -> str:
    """Fill the database; returns the name of the prolific person."""
    people = crowd.people(PEOPLE - 1)
    crowd.reader(READER, follows=people[:FOLLOWED])
    crowd.write_posts(people[:1], PROLIFIC_POSTS)
    crowd.write_posts(people, POSTS - PROLIFIC_POSTS)
    name = db.session.get_one(User, people[0]).username
    settle_down()
    return name


def settle_down() -> None:
    """Leave the database as it is after a quiet moment."""
    if db.engine.dialect.name == "postgresql":
        # Its autovacuum does so by itself, but not within our time.
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        # What was filled in at once is no longer read out of the log.
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def in_turns(visitor: Browser, least: Browser, paths: Sequence[str], *, rounds: int) -> list[float]:
    """The median of each in milliseconds, hello's first; a slow moment of the machine meets all."""
    times: list[list[float]] = [[] for _ in range(1 + len(paths))]
    for _ in range(rounds):
        for noted, path in zip(times[1:], paths, strict=True):
            # Before each page: its connection is closed where a whole round is waited for.
            times[0].append(least.open("/").took_s)
            noted.append(visitor.open(path).took_s)
    return [median(noted) * MS_PER_S for noted in times]


if __name__ == "__main__":
    sys.exit(main())
