"""What a poll costs, against the least that a page can cost: `python -m bench.notifications`."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from app import db
from app.core import clock
from bench import crowd, postgres
from bench.application import hello, inside, running
from bench.browser import Browser
from bench.load import Question, rate
from bench.report import Verdict, conclude, table
from deploy.local.stack import Stack

READER = "reader"
NEWS = 50
REQUIRED_SHARE = 0.40


@dataclass(frozen=True)
class Measured:
    """Answers a second of one kind of question, as a median, and hello's in turns with it."""

    name: str
    rate: float
    hello: float

    @property
    def share(self) -> float:
        """How near it comes to hello."""
        return self.rate / self.hello

    def cells(self) -> list[str]:
        """A row of the table."""
        return [self.name, f"{self.rate:,.0f}", f"{self.hello:,.0f}", f"{self.share:.0%}"]

    def verdict(self) -> Verdict:
        """Whether it is near enough."""
        return Verdict(self.share >= REQUIRED_SHARE, f"{self.name}: {self.share:.0%} ≥ {REQUIRED_SHARE:.0%}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, measure, print; the exit code."""
    options = _parser().parse_args(arguments)
    measured = _measure("SQLite", {}, options)
    with contextlib.nullcontext(options.postgres) if options.postgres else postgres.server() as url:
        if url:
            measured += _measure("PostgreSQL", {"DATABASE_URL": url}, options)
    print(table(("poll", "a second", "hello", "share"), [one.cells() for one in measured]))
    return conclude([one.verdict() for one in measured], check=options.check)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.notifications", description=__doc__)
    parser.add_argument("--postgres", metavar="URL", help="an empty database; else a server of our own")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each, whose median counts")
    parser.add_argument("--seconds", type=float, default=2, help="how long a turn takes")
    parser.add_argument("--check", action="store_true", help="fail if it is not good enough")
    return parser


def _measure(database: str, environ: dict[str, str], options: argparse.Namespace) -> list[Measured]:
    with running(workers=0, **environ) as stack, hello(stack) as hello_url:
        with inside(stack):
            reader = crowd.reader(READER, follows=[])
            for number in range(NEWS):
                reader.add_notification(f"news-{number}", {"number": number})
            db.session.commit()
        visitor = Browser(stack.url)
        visitor.log_in(READER, crowd.PASSWORD)
        questions = {f"{database} {name}": one for name, one in _questions(stack, visitor).items()}
        return [*_in_turns(questions, Question(hello_url), options)]


def _questions(stack: Stack, visitor: Browser) -> dict[str, Question]:
    """The polls of a page on which nothing happens: the plain one, and one that knows the answer already."""
    path = f"/notifications?since={clock.now_ts()}"
    cookie = {"Cookie": visitor.cookie}
    tag = visitor.open(path).headers["ETag"]
    url = f"{stack.url}{path}"
    return {"idle, 200": Question(url, cookie), "idle, 304": Question(url, cookie | {"If-None-Match": tag})}


def _in_turns(
    questions: dict[str, Question], least: Question, options: argparse.Namespace
) -> Iterator[Measured]:
    """All in turns with hello, so that a slow moment of the machine meets both."""
    for name, question in questions.items():
        pairs = [(_rate(question, options), _rate(least, options)) for _ in range(options.rounds)]
        yield Measured(name, median(ours for ours, _ in pairs), median(floor for _, floor in pairs))


def _rate(question: Question, options: argparse.Namespace) -> float:
    per_s, statuses = rate(question, for_s=options.seconds)
    if strange := set(statuses) - {200, 304}:
        raise LookupError(f"{question.url} is answered with {strange}.")
    return per_s


if __name__ == "__main__":
    sys.exit(main())
