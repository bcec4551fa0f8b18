"""Searching many posts against the least that a page can cost: `python -m bench.search`."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import sqlalchemy as sa

from app import db
from app.search import index
from app.transactions import begin_writing
from bench import crowd, postgres
from bench.application import hello, inside, running
from bench.browser import Browser
from bench.pages import in_turns, settle_down
from bench.report import Verdict, conclude, table

PEOPLE = 10_000
READER = "reader"
LATER = 100
# The first is in a third of all posts, the last in none.
SEARCHES = {
    "common word": "coffee",
    "two common words": "coffee garden",
    "phrase": '"fixed finally"',
    "beginning": "coff",
    "rare word": "rareword",
    "rare and common": "rareword coffee",
    "author": "coffee from:person77",
    "nothing": "nowhere",
}
RARE_EVERY = 10_000
REQUIRED_HELLOS, REQUIRED_LATER = 40, 1.3


@dataclass(frozen=True)
class Measured:
    """The medians for one search: its first page and, where there is one, a later one."""

    name: str
    hello_ms: float
    first_ms: float
    later_ms: float | None

    def cells(self) -> list[str]:
        """A row of the table."""
        later = "" if self.later_ms is None else f"{self.later_ms:.2f}"
        share = "" if self.later_ms is None else f"{self.later_ms / self.first_ms:.2f}"
        return [self.name, f"{self.first_ms:.2f}", later, f"{self.first_ms / self.hello_ms:.1f}", share]

    def verdicts(self) -> Iterator[Verdict]:
        """Whether it is near enough to the floor, and stays so."""
        hellos = self.first_ms / self.hello_ms
        yield Verdict(hellos <= REQUIRED_HELLOS, f"{self.name}: {hellos:.1f} ≤ {REQUIRED_HELLOS} x hello")
        if self.later_ms is not None:
            later = self.later_ms / self.first_ms
            words = f"{self.name}: page {LATER} is {later:.2f} ≤ {REQUIRED_LATER} x page 1"
            yield Verdict(later <= REQUIRED_LATER, words)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, measure, print; the exit code."""
    options = _parser().parse_args(arguments)
    measured: list[Measured] = []
    for posts in options.posts:
        measured += _measure(f"SQLite {posts:,}", {}, posts=posts, rounds=options.rounds)
        with contextlib.nullcontext(options.postgres) if options.postgres else postgres.server() as url:
            if url:
                environ = {"DATABASE_URL": url}
                measured += _measure(f"PostgreSQL {posts:,}", environ, posts=posts, rounds=options.rounds)
    print(table(("search", "page 1 ms", f"page {LATER} ms", "1/hello", f"{LATER}/1"), _cells(measured)))
    return conclude([verdict for one in measured for verdict in one.verdicts()], check=options.check)


def _cells(measured: Sequence[Measured]) -> list[list[str]]:
    return [one.cells() for one in measured]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument(
        "--posts", type=int, nargs="+", default=[100_000, 1_000_000], help="how many there are"
    )
    parser.add_argument("--postgres", metavar="URL", help="an empty database; else a server of our own")
    parser.add_argument("--rounds", type=int, default=30, help="requests of each page, whose median counts")
    parser.add_argument("--check", action="store_true", help="fail if it is not good enough")
    return parser


def _measure(database: str, environ: dict[str, str], *, posts: int, rounds: int) -> list[Measured]:
    with running(**environ) as stack, inside(stack), hello(stack) as hello_url:
        print(f"{database}: {_settle(posts):.1f} s to write the posts", flush=True)
        visitor, least = Browser(stack.url), Browser(hello_url)
        visitor.log_in(READER, crowd.PASSWORD)
        firsts = {name: "/search?" + urlencode({"q": text}) for name, text in SEARCHES.items()}
        laters = {name: later for name, path in firsts.items() if (later := _later(visitor, path))}
        paths = [*firsts.values(), *laters.values()]
        hello_ms, *times = in_turns(visitor, least, paths, rounds=rounds)
    first_ms = dict(zip(firsts, times, strict=False))
    later_ms = dict(zip(laters, times[len(firsts) :], strict=True))
    return [Measured(f"{database}: {n}", hello_ms, first_ms[n], later_ms.get(n)) for n in SEARCHES]


def _later(visitor: Browser, path: str) -> str | None:
    """The address of a late page, reached as people reach it; None where there are fewer."""
    try:
        return visitor.walk(path, pages=LATER)
    except LookupError:
        return None


def _settle(posts: int) -> float:
    """Fill the database, the index last; how long the posts took by themselves, in seconds."""
    people = crowd.people(PEOPLE)
    crowd.reader(READER, follows=people[:200])
    with db.engine.begin() as connection:
        index.drop(connection)
    began = time.monotonic()
    crowd.write_posts(people, posts)
    took_s = time.monotonic() - began
    begin_writing()
    rare = sa.text("UPDATE post SET body = 'rareword ' || body WHERE id % :every = 0")
    db.session.execute(rare, {"every": RARE_EVERY})
    db.session.commit()
    with db.engine.begin() as connection:
        index.make(connection)
    settle_down()
    return took_s


if __name__ == "__main__":
    sys.exit(main())
