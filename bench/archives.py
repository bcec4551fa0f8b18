"""Archives of up to a million posts, against the least that they can cost: `python -m bench.archives`."""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import orjson
import sqlalchemy as sa

from app import create_app, db
from app.exports import archive, archives, contents
from app.exports.models import Export, Scope
from app.jobs.progress import unseen
from app.models import Post
from bench import crowd, floor, postgres
from bench.child import Cost, cost_of
from bench.report import Verdict, conclude, table
from config import Config

HEADS = ("way", "posts", "s", "x floor", "peak MiB")
SIZES = (10_000, 100_000, 1_000_000)
FLOOR, JSON, WHOLE, IN_MEMORY = "floor", "posts.json", "whole archive", "all in memory"
# The requirements: so many posts in at most so many floors; and so much memory, whatever the number.
REQUIRED_POSTS = 100_000
REQUIRED_FLOORS = 2.5
REQUIRED_MIB = 150
REQUIRED_GROWTH_MIB = 20

Ways = dict[str, Callable[[], None]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, measure, print; the exit code."""
    options = _parser().parse_args(arguments)
    verdicts: list[Verdict] = []
    with tempfile.TemporaryDirectory(prefix="microblog-bench-") as folder:
        verdicts += _measure(f"sqlite:///{folder}/posts.db", Path(folder), options.posts, runs=options.runs)
        with postgres.server() as url:
            if url:
                verdicts += _measure(url, Path(folder), options.posts, runs=options.runs)
    return conclude(verdicts, check=options.check)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.archives", description=__doc__)
    parser.add_argument("--posts", type=int, nargs="+", default=SIZES, help="numbers of posts to export")
    parser.add_argument("--runs", type=int, default=3, help="runs of each, of which the median counts")
    parser.add_argument("--check", action="store_true", help="fail if it is not good enough")
    return parser


def _measure(url: str, folder: Path, sizes: Sequence[int], *, runs: int) -> Iterator[Verdict]:
    with _on(url, folder):
        name, rows, costs = db.engine.dialect.name, [], {}
        for posts in sizes:
            [author] = crowd.people(1)
            crowd.write_posts([author], posts)
            costs[posts] = cost_of(_ways(author), runs=runs)
            rows += [
                _row(f"{name}: {way}", posts, cost, costs[posts][FLOOR]) for way, cost in costs[posts].items()
            ]
        print(table(HEADS, rows), end="\n\n")
    yield from _verdicts(name, costs)


def _verdicts(name: str, costs: dict[int, dict[str, Cost]]) -> Iterator[Verdict]:
    if costs_there := costs.get(REQUIRED_POSTS):
        ratio = costs_there[JSON].seconds / costs_there[FLOOR].seconds
        words = f"{name}: posts.json of {REQUIRED_POSTS:,} posts in {ratio:.2f} x floor ≤ {REQUIRED_FLOORS}"
        yield Verdict(ratio <= REQUIRED_FLOORS, words)
    peaks = [each[WHOLE].peak_mib for each in costs.values()]
    yield Verdict(max(peaks) <= REQUIRED_MIB, f"{name}: {max(peaks):.0f} MiB ≤ {REQUIRED_MIB}")
    growth = max(peaks) - min(peaks)
    yield Verdict(
        growth <= REQUIRED_GROWTH_MIB,
        f"{name}: {growth:.0f} MiB more for the largest ≤ {REQUIRED_GROWTH_MIB}",
    )


def _row(way: str, posts: int, cost: Cost, least: Cost) -> list[str]:
    ratio = f"{cost.seconds / least.seconds:.2f}"
    return [way, f"{posts:,}", f"{cost.seconds:.3f}", ratio, f"{cost.peak_mib:.0f}"]


@contextlib.contextmanager
def _on(url: str, folder: Path) -> Iterator[None]:
    class Settings(Config):
        TESTING = True
        SQLALCHEMY_DATABASE_URI = url
        STORAGE_URL = f"file://{folder}/storage"

    with create_app(Settings).app_context():
        db.create_all()
        yield
        db.session.remove()
        db.engine.dispose()


def _ways(author: int) -> Ways:
    """Each way to the same posts; a file's worth of them goes to a temporary file."""
    export = Export(id=str(uuid4()), user_id=author, scope=Scope.POSTS)
    url = db.engine.url

    def ours() -> None:
        with tempfile.TemporaryFile() as file:
            archive.write(contents.posts(export), to=file, on_progress=unseen)

    def bare() -> None:
        with tempfile.TemporaryFile() as file:
            floor.write(url, author, to=file)

    def in_memory() -> None:
        posts = db.session.scalars(
            sa.select(Post).where(Post.user_id == author).order_by(Post.timestamp)
        ).all()
        BytesIO(orjson.dumps({"posts": [{"body": post.body, "timestamp": post.timestamp} for post in posts]}))

    def whole() -> None:
        archives.build(export, on_progress=unseen)

    return {FLOOR: bare, JSON: ours, WHOLE: whole, IN_MEMORY: in_memory} | floor.further(url, author)


if __name__ == "__main__":
    sys.exit(main())
