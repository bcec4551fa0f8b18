"""From an upload to the posts, against the building of the archive: `python -m bench.imports`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import BinaryIO
from uuid import uuid4

from app import db
from app.core import storage
from app.exports import archive, contents
from app.exports.models import Export
from app.imports import uploads
from app.jobs.models import State
from app.jobs.progress import unseen
from app.models import Import, Task, User
from app.transactions import begin_writing
from bench import crowd
from bench.application import inside, running
from bench.memory import Watch
from bench.report import Verdict, conclude, table
from deploy.local.processes import StackError, tail
from deploy.local.stack import Stack

HEADS = ("posts", "archive s", "import s", "ratio", "again s", "posts/s", "peak MiB", "grown MiB")
SIZES = (1_000, 10_000, 100_000)
LOOK_EVERY_S = 0.02
PATIENCE_S = 600

# The requirement: so many posts in at most so many times what their archive takes, in so much memory.
REQUIRED_POSTS = 100_000
REQUIRED_TIMES = 10
REQUIRED_PEAK_MIB = 200


@dataclass(frozen=True)
class Measured:
    """One number of posts."""

    posts: int
    archive_s: float
    import_s: float
    again_s: float
    memory: Watch

    def cells(self) -> list[str]:
        """A row of the table."""
        times = [f"{self.archive_s:.2f}", f"{self.import_s:.2f}", f"{self.import_s / self.archive_s:.1f}"]
        rate = f"{self.posts / self.import_s:,.0f}"
        memory = [f"{self.memory.peak_mib:.0f}", f"{self.memory.grown_mib:.0f}"]
        return [f"{self.posts:,}", *times, f"{self.again_s:.2f}", rate, *memory]

    def verdicts(self) -> list[Verdict]:
        """Whether it is fast and small enough."""
        most_s = REQUIRED_TIMES * self.archive_s
        fast = f"{self.posts:,} posts in {self.import_s:.2f} s ≤ {REQUIRED_TIMES} x archive = {most_s:.2f} s"
        small = f"{self.posts:,} posts in {self.memory.peak_mib:.0f} MiB ≤ {REQUIRED_PEAK_MIB} MiB"
        return [
            Verdict(self.import_s <= most_s, fast),
            Verdict(self.memory.peak_mib <= REQUIRED_PEAK_MIB, small),
        ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, measure, print; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description=__doc__)
    parser.add_argument("--posts", type=int, nargs="+", default=SIZES, help="numbers of posts to import")
    parser.add_argument("--check", action="store_true", help="fail if it is not good enough")
    options = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory() as kept,
        running(STORAGE_URL=f"file://{kept}") as stack,
        inside(stack) as app,
    ):
        app.config["STORAGE_URL"] = stack.environ["STORAGE_URL"]
        storage.init_app(app)
        measured = [_measure(stack, posts) for posts in options.posts]
    print(table(HEADS, [size.cells() for size in measured]))
    required = [size for size in measured if size.posts == REQUIRED_POSTS]
    return conclude([verdict for size in required for verdict in size.verdicts()], check=options.check)


def _measure(stack: Stack, posts: int) -> Measured:
    author, reader = crowd.people(2)
    crowd.write_posts([author], posts)
    with TemporaryFile() as file:
        began = time.perf_counter()
        written = contents.posts(Export(user_id=author))
        archive.write(written, to=file, on_progress=unseen)
        archive_s = time.perf_counter() - began
        with Watch(stack.process("worker-1").pid) as memory:
            import_s = _import(stack, reader, file, adds=posts)
            again_s = _import(stack, reader, file, adds=0)
    return Measured(posts, archive_s, import_s, again_s, memory)


def _import(stack: Stack, user_id: int, file: BinaryIO, *, adds: int) -> float:
    """Seconds from the launch of an import to its end."""
    file.seek(0)
    task_id = str(uuid4())
    uploads.keep(task_id, file)
    began = time.perf_counter()
    begin_writing()
    user = db.session.get_one(User, user_id)
    user.launch_task("import_posts", "Importing posts...", task_id=task_id)
    db.session.add(Import(id=task_id, user_id=user_id, file_name="posts.json"))
    db.session.commit()
    _wait(stack, task_id)
    import_s = time.perf_counter() - began
    if db.session.get_one(Import, task_id, populate_existing=True).added != adds:
        raise StackError("The import did not add what it should.")
    return import_s


def _wait(stack: Stack, task_id: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while (state := db.session.get_one(Task, task_id, populate_existing=True).state) is not State.DONE:
        # Ends our read, or the database goes on showing how things were.
        db.session.rollback()
        stack.check()
        if state is State.FAILED or time.monotonic() > until:
            raise StackError(f"The import is {state}:\n{tail(stack.process('worker-1').log)}")
        time.sleep(LOOK_EVERY_S)


if __name__ == "__main__":
    sys.exit(main())
