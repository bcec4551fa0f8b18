"""The Procfile as Heroku runs it: each process type apart, by honcho, on a disk that forgets."""

from __future__ import annotations

import contextlib
import re
import shutil
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.local import sessions
from deploy.local.processes import Program
from tests.journeys.deploy.installation import Servers, install
from tests.journeys.faults.world import kill
from tests.support.servers import wait_for

STARTED = re.compile(r"started \(pid=(\d+)\)")
# What Heroku gives before it kills.
END_WITHIN_S = 30
START_WITHIN_S = 120


class Dyno:
    """One process type with a disk of its own, which is empty at each start but for the code."""

    def __init__(
        self, kind: str, servers: Servers, config: Mapping[str, str], *, name: str | None = None
    ) -> None:
        self._servers = servers
        self.disk = servers.folder / (name or kind)
        (self.disk / "tmp").mkdir(parents=True)
        environ = {**config, "TMPDIR": str(self.disk / "tmp"), "PYTHONUNBUFFERED": "1"}
        code = self.disk / "app"
        command = [sys.executable, "-m", "honcho", "-f", str(code / "Procfile"), "-d", str(code)]
        port = ["-p", config["PORT"]]
        program = Program(name or kind, [*command, "start", *port, kind], lambda _pid: bool(self.leader))
        self._honcho = servers.process_of(program, environ)

    @property
    def log(self) -> str:
        """What it printed."""
        return self._honcho.log.read_text(errors="replace")

    @property
    def leader(self) -> int | None:
        """The process that the Procfile's command became, in a session of its own."""
        started = STARTED.findall(self.log)
        return int(started[-1]) if started else None

    @property
    def members(self) -> list[int]:
        """All of its living processes, honcho's own left out."""
        return sessions.members(self.leader) if self.leader else []

    def names(self) -> list[str]:
        """The names of its programs, one for each process."""
        return [_name(pid) for pid in self.members]

    def start(self) -> None:
        """Begin with the code and nothing else."""
        shutil.rmtree(self.disk)
        install(self.disk / "app", {})
        (self.disk / "tmp").mkdir()
        self._honcho.log.unlink(missing_ok=True)
        self._honcho.start()
        assert self.leader
        self._servers._guard.watch(self.leader)

    def finish(self) -> None:
        """Wait until it has done what it is for. Raises StackError if it fails."""
        self._honcho.finish(within_s=START_WITHIN_S)

    def tell(self) -> None:
        """SIGTERM to each of its processes."""
        for pid in self.members:
            kill(pid, signal.SIGTERM)

    def ended(self) -> bool:
        """Whether nothing of it is left."""
        return not self.members and not self._honcho.alive

    def stop(self) -> None:
        """Kill whatever is left."""
        if self.leader:
            sessions.end(self.leader)
        self._honcho.kill()


def restart(dynos: list[Dyno]) -> None:
    """What Heroku does once a day, but to all at the same moment: SIGTERM everywhere, and new disks."""
    for dyno in dynos:
        dyno.tell()
    wait_for(lambda: all(dyno.ended() for dyno in dynos), "all to end by themselves", within_s=END_WITHIN_S)
    for dyno in dynos:
        dyno.start()


def _name(pid: int) -> str:
    # It may have ended meanwhile.
    with contextlib.suppress(OSError):
        return Path("/proc", str(pid), "comm").read_text().strip()
    return ""
