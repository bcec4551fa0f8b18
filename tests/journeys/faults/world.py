"""The whole site with a mail server, a queue and a database that go wrong when told to."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from redis import Redis

from app.models import Task, User
from deploy.local import servers, sessions
from deploy.local.places import STORAGE
from deploy.local.processes import Process, Program
from deploy.local.stack import Stack
from tests.journeys.faults.dbms import Postgres, Sqlite, engine, postgres
from tests.journeys.faults.smtp import Mailhost
from tests.support.servers import wait_for

SHORT = {
    "JOB_LEASE_S": "3",
    "JOB_RETRY_BASE_S": "1",
    "JOB_RETRY_MOST_S": "2",
    "SWEEP_EVERY_S": "1",
    "MAIL_TIMEOUT_S": "2",
    "MAIL_DEADLINE_S": "4",
    "JOB_MOST_ATTEMPTS": "20",
    "STORAGE_TIMEOUT_S": "1",
}
# Real mail servers take less than we think, some of them.
OF_ALL = {"MAIL_MAX_BYTES": "25000000"}


@dataclass
class World:
    """Everything there is, and how to break it."""

    stack: Stack
    mailhost: Mailhost
    database: Sqlite | Postgres
    real_times: bool
    # The folder in which the archives are, whoever serves it.
    store: Path

    def __post_init__(self) -> None:
        self.engine = engine(self.stack.environ["DATABASE_URL"])

    def setting(self, name: str) -> float:
        """A setting of the engine, as a number."""
        defaults = {"JOB_LEASE_S": 15, "SWEEP_EVERY_S": 5, "MAIL_DEADLINE_S": 15, "MAIL_TIMEOUT_S": 10}
        defaults |= {"STORAGE_TIMEOUT_S": 30}
        return float(self.stack.environ.get(name) or defaults[name])

    @property
    def within_s(self) -> float:
        """How soon after a fault's end all must be well."""
        return 60 if self.real_times else 25

    def heal(self) -> None:
        """Mend whatever an earlier test has broken."""
        self.mailhost.mend()
        if isinstance(self.database, Postgres):
            self.database.start()
        for name in ("valkey", "web", "worker-1"):
            process = self.stack.process(name)
            if not process.alive:
                process.start()

    # --- the queue ---

    @property
    def redis(self) -> Redis:
        """The queue's server."""
        return Redis.from_url(self.stack.redis_url)

    @contextlib.contextmanager
    def redis_away(self, *, empty: bool = False) -> Iterator[None]:
        """Kill Valkey, and run it again at the end; without its memory, if it is to be `empty`."""
        valkey = self.stack.process("valkey")
        valkey.kill()
        yield
        if empty:
            for file in (self.stack.folder / "valkey" / "appendonlydir").glob("*"):
                file.unlink()
        valkey.start()

    def flush(self) -> None:
        """Everything in Redis is gone."""
        with contextlib.closing(self.redis) as redis:
            redis.flushall()

    # --- workers ---

    @property
    def worker(self) -> Process:
        """The one worker."""
        return self.stack.process("worker-1")

    def horse(self, worker: Process | None = None, *, within_s: float = 30) -> int:
        """The process id of the child that does a job now."""
        parent = (worker or self.worker).pid
        return wait_for(lambda: horses(parent), "a work-horse", within_s=within_s)[0]

    @contextlib.contextmanager
    def running(self, *programs: Program) -> Iterator[list[Process]]:
        """Run more programs as parts of the stack."""
        processes = [Process(program, self.stack._around) for program in programs]
        with contextlib.ExitStack() as started:
            for process in processes:
                started.callback(process.kill)
                process.start()
            yield processes

    def another_worker(self) -> Program:
        """A second worker."""
        return servers.worker(2, redis_port=self.stack.redis_port)

    def without_worker(self) -> contextlib.AbstractContextManager[None]:
        """No worker within this: what is asked for stays in the queue."""
        return _stopped(self.worker)

    # --- the database ---

    def read(self, query: sa.Select[Any]) -> Sequence[Any]:
        """The rows of a query."""
        with self.engine.connect() as connection:
            return connection.execute(query).all()

    def write(self, statement: Any, rows: Any = None) -> None:
        """Change rows."""
        with self.engine.begin() as connection:
            connection.execute(statement, rows)

    def tasks(self, user_id: int) -> Sequence[Any]:
        """A user's tasks, those that follow from others left out."""
        table = sa.inspect(Task).local_table
        columns = [column for column in table.c if not isinstance(column.type, sa.JSON)]
        return self.read(sa.select(*columns).where(table.c.user_id == user_id, table.c.quiet.is_(False)))

    def delete_user(self, user_id: int) -> None:
        """The user is gone, with all that is theirs."""
        self.write(sa.delete(User).where(User.id == user_id))

    # --- the store ---

    def stored(self, export_id: str) -> list[str]:
        """What is there of an export: whole archives, halves, remnants of any kind."""
        folder = self.store / "archives" / export_id
        return sorted(file.name for file in folder.rglob("*") if file.is_file())

    @property
    def temporary(self) -> Path:
        """Where work under way is put."""
        return Path(self.stack.environ["TMPDIR"])


Worlds = Callable[[str], World]


@contextlib.contextmanager
def the_worlds(
    folder: Path, *, real_times: bool = False, store: Path | None = None, **more: str
) -> Iterator[Worlds]:
    """A world for each database, begun when it is first asked for."""
    with contextlib.ExitStack() as begun:

        @cache
        def of(database: str) -> World:
            server = begun.enter_context(postgres()) if database == "postgres" else None
            return begun.enter_context(
                a_world(folder / database, server=server, real_times=real_times, store=store, **more)
            )

        yield of


@contextlib.contextmanager
def a_world(
    folder: Path, *, server: Postgres | None, real_times: bool = False, store: Path | None = None, **more: str
) -> Iterator[World]:
    """A running Microblog with one worker; `more` goes over its settings."""
    temporary = folder / "temporary"
    temporary.mkdir(parents=True)
    with Mailhost() as mailhost:
        own = {"MAIL_PORT": str(mailhost.port), "FLASK_DEBUG": "0", "TMPDIR": str(temporary)}
        environ = ({} if real_times else SHORT) | OF_ALL | own | more
        if server:
            environ["DATABASE_URL"] = server.url
        with Stack(folder, environ=environ) as stack:
            kept = store or stack.folder / STORAGE
            yield World(stack, mailhost, server or Sqlite(folder), real_times, kept)


def horses(parent: int) -> list[int]:
    """The children of a worker that do jobs."""
    return [pid for pid in sessions.members(parent) if pid != parent and _leads(pid)]


def _leads(pid: int) -> bool:
    # RQ gives the work-horse a process group of its own; a sweep stays in its parent's.
    with contextlib.suppress(ProcessLookupError):
        return os.getpgid(pid) == pid
    return False


@contextlib.contextmanager
def _stopped(process: Process) -> Iterator[None]:
    process.kill()
    yield
    process.start()


def kill(pid: int, number: signal.Signals = signal.SIGKILL) -> None:
    """Send a signal to a process that may have ended by itself."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def during(seconds: float, look: Callable[[], None]) -> None:
    """Look again and again for so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        look()
        time.sleep(0.05)
