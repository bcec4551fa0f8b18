"""How much of everything so many users need, and what is too little first: `python -m bench.scaling`.

A simulation: what a piece of work costs was measured, what people do is assumed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench import measuring
from bench.costs import Costs
from bench.demand import Habits
from bench.needs import MS_PER_S, Needs, bounds
from bench.report import Verdict, conclude
from bench.waiting import percentile

USERS = [10**power for power in range(3, 9)]
PAGE = Path(__file__).parent.parent / "docs" / "operations.md"
BEGIN, END = "<!-- What `python -m bench.scaling` prints: -->\n", "<!-- Here it ends. -->\n"
UNITS = ((10**9, "billion"), (10**6, "million"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, simulate, print; the exit code."""
    options = _parser().parse_args(arguments)
    if options.measure:
        measuring.measured().keep()
    habits = Habits(**{name: getattr(options, name) for name in Habits._fields})
    told = tables(Costs.kept(), habits)
    print(told, end="")
    if options.write:
        PAGE.write_text(_with(PAGE.read_text(), told))
    return conclude([Verdict(told in PAGE.read_text(), f"docs/{PAGE.name} says so too")], check=options.check)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.scaling", description=__doc__)
    parser.add_argument(
        "--measure", action="store_true", help="what work costs here, and keep it in costs.json"
    )
    parser.add_argument("--write", action="store_true", help="put the tables into docs/operations.md")
    parser.add_argument("--check", action="store_true", help="fail if that page has other tables")
    for name, value in Habits()._asdict().items():
        words = f"what people do (bench/demand.py says what it is); {value:g}"
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value, help=words)
    return parser


def tables(costs: Costs, habits: Habits) -> str:
    """All that the simulation says, as Markdown."""
    needs = [Needs.of(users, costs, habits) for users in USERS]
    parts = [
        _of_costs(costs),
        _asked(needs),
        _processes(needs),
        _stores(needs, costs),
        _bounds(costs, habits),
    ]
    return "\n".join(parts)


def _of_costs(costs: Costs) -> str:
    heads = ("costs", "web ms", "worker ms", "database ms", "Redis ms", "statements", "Redis commands")
    kinds = {
        "a page of 25 posts": costs.page,
        "a poll, nothing new": costs.poll,
        "the same within half a minute": costs.repeated_poll,
        "a look for new posts": costs.new_posts,
        "writing a post": costs.post,
        "an export of 10 posts": costs.export,
        "each 1,000 posts more": costs.exported_post.times(1_000),
    }
    return _markdown(heads, ([name, *map(_told, cost)] for name, cost in kinds.items()))


def _asked(needs: Sequence[Needs]) -> str:
    """What people ask for."""
    heads = ("users", "pages/s", "polls/s", "open streams", "posts/s", "exports/s", "mails/s")
    asked = [(need, need.demand) for need in needs]
    return _markdown(
        heads,
        (
            [_told(need.users), *map(_told, (of.pages, of.polls, of.streams, of.posts, of.exports, of.tasks))]
            for need, of in asked
        ),
    )


def _processes(needs: Sequence[Needs]) -> str:
    """Who does it, and how long one waits for them."""
    heads = ("users", "web processes", "busy threads in each", "request waits", "workers", "task waits")
    return _markdown(
        heads,
        (
            [
                *map(_told, (need.users, need.processes, need.threads)),
                _waits(need.request_wait),
                _told(need.workers),
                _waits(need.task_wait),
            ]
            for need in needs
        ),
    )


def _stores(needs: Sequence[Needs], costs: Costs) -> str:
    """What it does to what there is one of."""
    heads = (
        *("users", "database cores", "statements/s", "posts a year", "GB of them"),
        *("Redis core", "Redis commands/s", "GB of archives"),
    )
    return _markdown(heads, (_store(need, costs) for need in needs))


def _store(need: Needs, costs: Costs) -> list[str]:
    cost, gb = need.cost, need.posts_a_year * costs.post_bytes / 10**9
    database = cost.database_ms / MS_PER_S, cost.statements, need.posts_a_year, gb
    others = f"{cost.redis_ms / MS_PER_S:.1%}", _told(cost.commands), _told(need.archive_gb)
    return [*map(_told, (need.users, *database)), *others]


def _bounds(costs: Costs, habits: Habits) -> str:
    rows = ([bound.name, _told(bound.users)] for bound in bounds(costs, habits))
    return _markdown(("what there is", "enough up to so many users"), rows)


def _markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _told(number: float) -> str:
    """A number as precise as it is worth: two digits."""
    if number == 0:
        return "0"
    two = float(f"{number:.2g}")
    for size, word in UNITS:
        if two >= size:
            return f"{two / size:g} {word}"
    return f"{two:,.0f}" if two >= 10 else f"{two:g}"


def _waits(ordered: list[float]) -> str:
    half, most = percentile(ordered, 50), percentile(ordered, 99)
    return f"{half:.2f} s, p99 {most:.2f} s"


def _with(page: str, told: str) -> str:
    """The page with these tables in the place of those that it has."""
    before, _begin, rest = page.partition(BEGIN)
    return before + BEGIN + "\n" + told + "\n" + END + rest.partition(END)[2]


if __name__ == "__main__":
    sys.exit(main())
