"""A real supervisord over an installation, and what an operator types to it."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.local.places import ROOT
from deploy.local.processes import Program
from tests.journeys.deploy.installation import Servers, answers, edited, install

TEMPLATE = ROOT / "deploy" / "supervisor" / "microblog.conf"
# As Debian's package has it, but for the places.
MAIN = """
[unix_http_server]
file={folder}/sock
[supervisord]
logfile={folder}/supervisord.log
pidfile={folder}/supervisord.pid
childlogdir={folder}
nodaemon=true
user={user}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://{folder}/sock
[include]
files = {folder}/conf.d/*.conf
"""
TYPED_WITHIN_S = 120


@dataclass
class Supervisor:
    """supervisord, and `supervisorctl`."""

    folder: Path

    @property
    def log(self) -> str:
        """What it did, in its own words."""
        return (self.folder / "supervisord.log").read_text()

    def scale(self, workers: int) -> None:
        """Change `numprocs`, as deploy/supervisor says."""
        file = self.folder / "conf.d" / "microblog.conf"
        file.write_text(re.sub(r"numprocs=\d+", f"numprocs={workers}", file.read_text()))
        self.control("reread")
        self.control("update")

    def running(self) -> list[str]:
        """The processes that run, by name."""
        lines = self.control("status").splitlines()
        return [line.split()[0] for line in lines if "RUNNING" in line]

    def control(self, *words: str) -> str:
        """Type a command; what it says."""
        command = [sys.executable, "-m", "supervisor.supervisorctl", "-c", str(self.folder / "main.conf")]
        # `status` has an exit code of its own where something does not run.
        return subprocess.run(
            [*command, *words], check=False, capture_output=True, text=True, timeout=TYPED_WITHIN_S
        ).stdout


@contextlib.contextmanager
def supervised(servers: Servers) -> Iterator[Supervisor]:
    """The site under Supervisor until the end of this."""
    folder = servers.folder / "supervisor"
    (folder / "conf.d").mkdir(parents=True)
    home = install(servers.folder / "opt", servers.settings)
    text = edited(TEMPLATE, home=home, logs=folder)
    (folder / "conf.d" / "microblog.conf").write_text(text)
    user = re.search(r"user=(\S+)", text)
    assert user
    (folder / "main.conf").write_text(MAIN.format(folder=folder, user=user[1]))
    command = [sys.executable, "-m", "supervisor.supervisord", "-c", str(folder / "main.conf")]
    program = Program(
        "supervisord", command, answers(f"{servers.url}/readyz"), ready_within_s=120, stop_within_s=90
    )
    supervisord = servers.process_of(program, {"PORT": str(servers.web_port)})
    try:
        supervisord.start()
        yield Supervisor(folder)
    finally:
        supervisord.stop()
