"""The whole of Microblog on this machine: Valkey, a mailbox, the database, the web server, the workers."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.local import servers
from deploy.local.environment import environment
from deploy.local.folder import fresh, held
from deploy.local.guard import Guard
from deploy.local.processes import POLL_EVERY_S, Process, Program, StackError, Surroundings

ONE_SHOT_WITHIN_S = 120


class Stack:
    """A running Microblog, a context manager. Start it in a thread that lives as long as the stack shall."""

    def __init__(
        self,
        folder: Path,
        *,
        environ: Mapping[str, str] | None = None,
        workers: int = 1,
        preferred_port: int = 0,
    ) -> None:
        """Everything it keeps is in `folder`; `environ` goes over our settings."""
        self.folder = folder.resolve()
        self.mailbox = self.folder / "mailbox"
        self.logs = self.folder / "logs"
        self.web_port, self.redis_port, self.mail_port = servers.free_ports(3, preferred=preferred_port)
        self.url = f"http://{servers.LOOPBACK}:{self.web_port}"
        self.redis_url = f"redis://{servers.LOOPBACK}:{self.redis_port}/0"
        self._over = dict(environ or {})
        self._guard = Guard()
        self._workers = workers
        self._processes: dict[str, Process] = {}
        self._started = contextlib.ExitStack()

    def __enter__(self) -> Self:
        # Whatever has been started ends in the opposite order, also if the next one does not start.
        with contextlib.ExitStack() as started:
            self._take_folder(started)
            self._start(started)
            self._started = started.pop_all()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._started.close()

    @cached_property
    def environ(self) -> Mapping[str, str]:
        """What every part finds in its environment."""
        settings = environment(
            url=self.url, redis_url=self.redis_url, mail_port=self.mail_port, folder=self.folder
        )
        return settings | self._over

    def process(self, name: str) -> Process:
        """A part of the stack, such as "valkey", "mailbox", "web" or "worker-1"."""
        return self._processes[name]

    def python(self, name: str, module: str, *arguments: str) -> str:
        """Run a Python module to its end as a part of the stack; what it printed. Raises StackError."""
        once = Process(Program(name, [*servers.python(module), *arguments]), self._around)
        once.log.unlink(missing_ok=True)
        try:
            once.launch()
            once.finish(within_s=ONE_SHOT_WITHIN_S)
        finally:
            once.kill()
        return once.log.read_text(errors="replace")

    def mails(self) -> list[EmailMessage]:
        """Every mail in the mailbox, in the order of arrival."""
        return [_parsed(file) for file in sorted(self.mailbox.glob("*.eml"))]

    def check(self) -> None:
        """Raises StackError if a part has ended and nobody asked it to."""
        for process in self._processes.values():
            process.check()
        if not self._guard.alive:
            raise StackError("The guard of the processes ended unexpectedly.")

    def serve(self) -> None:
        """Go on until a part ends by itself. Raises StackError."""
        while True:
            self.check()
            time.sleep(POLL_EVERY_S)

    @cached_property
    def _around(self) -> Surroundings:
        return Surroundings(self.environ, self.logs, self._guard)

    def _take_folder(self, started: contextlib.ExitStack) -> None:
        lock = started.enter_context(held(self.folder, note=self.url))
        started.callback(self._guard.close)
        self._guard.start(keep_open=lock.fileno())
        fresh(self.logs)

    def _start(self, started: contextlib.ExitStack) -> None:
        valkey = servers.valkey(port=self.redis_port, folder=self.folder / "valkey")
        mailbox = servers.mailbox(port=self.mail_port, folder=self.mailbox)
        self._run([valkey, mailbox], started)
        self.start_site(started)

    def start_site(self, started: contextlib.ExitStack) -> None:
        """Start Microblog itself, when all that it needs is there."""
        web = servers.web(port=self.web_port)
        workers = [servers.worker(number + 1, redis_port=self.redis_port) for number in range(self._workers)]
        self.python("migrate", "flask", "db", "upgrade")
        self._run([web, *workers], started)

    def _run(self, programs: Sequence[Program], started: contextlib.ExitStack) -> None:
        processes = [Process(program, self._around) for program in programs]
        for process in processes:
            started.callback(process.stop)
            process.launch()
        for process in processes:
            process.wait_until_ready()
            self._processes[process.program.name] = process


def _parsed(file: Path) -> EmailMessage:
    return message_from_bytes(file.read_bytes(), policy=policy.default)
