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
from bench import community, crowd, postgres
from bench.application import hello, inside, running
from bench.browser import Browser
from bench.pages import in_turns
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
RARE = "UPDATE post SET body = 'rareword ' || body WHERE id % :every = 0"
# So many are written as the application writes them; the rest are copies, some weeks older each time.
WRITTEN = 20_000
COPY = {
    "sqlite": """
        INSERT INTO post (body, timestamp, user_id)
        SELECT body, strftime('%Y-%m-%d %H:%M:%f000', timestamp, '-' || (70 * :times) || ' days'), user_id
        FROM post WHERE id > :most / 2 AND id <= :most""",
    "postgresql": """
        INSERT INTO post (body, timestamp, user_id)
        SELECT body, timestamp - 70 * CAST(:times AS int) * interval '1 day', user_id
        FROM post WHERE id > CAST(:most AS int) / 2 AND id <= :most""",
}
REQUIRED_HELLOS, REQUIRED_LATER = 40, 1.3
HEADS = ("search", "page 1 ms", f"page {LATER} ms", "1/hello", f"{LATER}/1")


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
    return conclude([verdict for one in measured for verdict in one.verdicts()], check=options.check)


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
        print(f"{database}: writing with the index takes {_settle(posts):.1f} x as long", flush=True)
        visitor = Browser(stack.url)
        visitor.log_in(READER, crowd.PASSWORD)
        firsts = {name: "/search?" + urlencode({"q": text}) for name, text in SEARCHES.items()}
        laters = {name: later for name, path in firsts.items() if (later := _later(visitor, path))}
        paths = [*firsts.values(), *laters.values()]
        # Opened only now: a connection on which nothing is asked for a while is closed.
        hello_ms, *times = in_turns(visitor, Browser(hello_url), paths, rounds=rounds)
    first_ms = dict(zip(firsts, times, strict=False))
    later_ms = dict(zip(laters, times[len(firsts) :], strict=True))
    measured = [Measured(f"{database}: {n}", hello_ms, first_ms[n], later_ms.get(n)) for n in SEARCHES]
    print(table(HEADS, [one.cells() for one in measured]), flush=True)
    return measured


def _later(visitor: Browser, path: str) -> str | None:
    """The address of a late page, reached as people reach it; None where there are fewer."""
    try:
        return visitor.walk(path, pages=LATER)
    except LookupError:
        return None


def _settle(posts: int) -> float:
    """Fill the database; how many times what it takes without the index some posts take with it."""
    people = crowd.people(PEOPLE)
    crowd.reader(READER, follows=people[:200])
    with_index_s = _write(people)
    with db.engine.begin() as connection:
        index.drop(connection)
    without_s = _write(people)
    begin_writing()
    for times in range(1, posts // WRITTEN - 1):
        db.session.execute(sa.text(COPY[db.engine.dialect.name]), {"most": 2 * WRITTEN, "times": times})
    db.session.execute(sa.text(RARE), {"every": RARE_EVERY})
    db.session.commit()
    with db.engine.begin() as connection:
        index.make(connection)
    community.settle()
    return with_index_s / without_s


def _write(people: list[int]) -> float:
    began = time.monotonic()
    crowd.write_posts(people, WRITTEN)
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
