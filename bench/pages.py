"""Pages of a large community against the least that a page can cost: `python -m bench.pages`."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from flask import Flask

from app.models import User
from bench import community, crowd, postgres, tutorial
from bench.application import hello, inside, running, statements
from bench.browser import Browser
from bench.report import Verdict, conclude, table

LATER = 100

REQUIRED_HELLOS = 40
REQUIRED_LATER = 1.3
# Of the database that the tutorial comes with.
REQUIRED_TUTORIALS = 40
TUTORIALS_DATABASE = "SQLite"
MOST_QUERIES = 8
MS_PER_S = 1_000


@dataclass(frozen=True)
class Measured:
    """The medians for one list, its first page and a later one, and the queries that it takes."""

    name: str
    first_ms: float
    later_ms: float
    hello_ms: float
    queries: int

    def cells(self) -> list[str]:
        """A row of the table."""
        times = [f"{self.first_ms:.2f}", f"{self.later_ms:.2f}", f"{self.hello_ms:.2f}"]
        ratios = [f"{self.first_ms / self.hello_ms:.1f}", f"{self.later_ms / self.first_ms:.2f}"]
        return [self.name, *times, *ratios, f"{self.queries}"]

    def verdicts(self) -> Iterator[Verdict]:
        """Whether it is near enough to the floor, and stays so."""
        hellos, later = self.first_ms / self.hello_ms, self.later_ms / self.first_ms
        yield Verdict(hellos <= REQUIRED_HELLOS, f"{self.name}: {hellos:.1f} ≤ {REQUIRED_HELLOS} x hello")
        words = f"{self.name}: page {LATER} is {later:.2f} ≤ {REQUIRED_LATER} x page 1"
        yield Verdict(later <= REQUIRED_LATER, words)
        yield Verdict(self.queries <= MOST_QUERIES, f"{self.name}: {self.queries} ≤ {MOST_QUERIES} queries")


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, measure, print; the exit code."""
    options = _parser().parse_args(arguments)
    measured, verdicts = _measure("SQLite", {}, rounds=options.rounds)
    with contextlib.nullcontext(options.postgres) if options.postgres else postgres.server() as url:
        if url:
            more, further = _measure("PostgreSQL", {"DATABASE_URL": url}, rounds=options.rounds)
            measured, verdicts = measured + more, verdicts + further
    heads = ("list", "page 1 ms", f"page {LATER} ms", "hello ms", "1/hello", f"{LATER}/1", "queries")
    print(table(heads, [one.cells() for one in measured]))
    return conclude(verdicts, check=options.check)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--postgres", metavar="URL", help="an empty database; else a server of our own")
    parser.add_argument("--rounds", type=int, default=100, help="requests of each page, whose median counts")
    parser.add_argument("--check", action="store_true", help="fail if it is not good enough")
    return parser


def _measure(database: str, environ: dict[str, str], *, rounds: int) -> tuple[list[Measured], list[Verdict]]:
    with running(**environ) as stack, inside(stack) as app, hello(stack) as hello_url:
        lists = community.fill()
        visitor, least = Browser(stack.url), Browser(hello_url)
        visitor.log_in(community.READER, crowd.PASSWORD)
        paths = [*lists.values(), *(visitor.walk(path, pages=LATER) for path in lists.values())]
        hello_ms, *times = in_turns(visitor, least, paths, rounds=rounds)
        queries = [_queries(app, path, visitor.cookie) for path in lists.values()]
        tutorial_ms = tutorial.home_ms(User.named(community.READER).id)
    names = [f"{database} {name}" for name in lists]
    rows = zip(names, times[: len(lists)], times[len(lists) :], queries, strict=True)
    measured = [Measured(name, first, later, hello_ms, asked) for name, first, later, asked in rows]
    return measured, [
        *(verdict for one in measured for verdict in one.verdicts()),
        _faster(measured[0], tutorial_ms, asked=database == TUTORIALS_DATABASE),
    ]


def _faster(home: Measured, tutorial_ms: float, *, asked: bool) -> Verdict:
    """How much faster a whole home page is than the tutorial's queries for one."""
    ratio = tutorial_ms / home.first_ms
    least = f"≥ {REQUIRED_TUTORIALS} " if asked else ""
    words = f"{ratio:.0f} {least}x as fast as the tutorial's queries ({tutorial_ms:.0f} ms)"
    return Verdict(ratio >= REQUIRED_TUTORIALS or not asked, f"{home.name}: {words}")


def _queries(app: Flask, path: str, cookie: str) -> int:
    """How many statements a page takes."""
    return statements(app, lambda: app.test_client(use_cookies=False).get(path, headers={"Cookie": cookie}))


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
