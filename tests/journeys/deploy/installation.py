"""Microblog in a folder of its own with its settings in `.env`, as an operator installs it."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from deploy.local.places import ROOT
from deploy.local.processes import Process, Program, Surroundings
from deploy.local.servers import direct
from deploy.local.stack import Stack

PROGRAMS = Path(sys.executable).parent
PARTS = (
    *("app", "migrations", "Procfile", ".flaskenv", "config.py", "environment.py", "faults.py"),
    *("gunicorn.conf.py", "microblog.py"),
)
ANSWER_WITHIN_S = 10
# Whoever runs it says this by itself.
NOT_IN_FILE = {"RQ_REDIS_URL", "RQ_WORKER_CLASS"}


class Servers(Stack):
    """What Microblog needs, without Microblog: Valkey and a mailbox."""

    def start_site(self, started: contextlib.ExitStack) -> None:
        """Somebody else does."""

    def process_of(self, program: Program, environ: Mapping[str, str]) -> Process:
        """A program that sees nothing of this machine's environment but its PATH, and `environ`."""
        path = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
        clean = {"PATH": path, "HOME": str(self.folder), "LANG": "C.UTF-8"}
        return Process(program, Surroundings(clean | environ, self.logs, self._guard))

    @property
    def settings(self) -> dict[str, str]:
        """What the site has to be told."""
        told = {name: value for name, value in self.environ.items() if os.environ.get(name) != value}
        return {name: value for name, value in told.items() if name not in NOT_IN_FILE}


def install(folder: Path, settings: Mapping[str, str]) -> Path:
    """Put what runs into a folder, with its settings; the folder."""
    folder.mkdir(parents=True)
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part)
        else:
            shutil.copy(source, folder)
    (folder / ".env").write_text("".join(f"{name}='{value}'\n" for name, value in settings.items()))
    return folder


def edited(template: Path, *, home: Path, logs: Path) -> str:
    """A file of deploy/ for this installation instead of /opt/microblog, run by this user."""
    text = template.read_text().replace("/opt/microblog/.venv/bin", str(PROGRAMS))
    text = text.replace("/opt/microblog", str(home)).replace("user=microblog", f"user={getpass.getuser()}")
    return text.replace("/var/log/supervisor", str(logs))


def answers(url: str) -> Callable[[int], bool]:
    """How to see that a site serves."""

    def ask(_pid: int) -> bool:
        with contextlib.suppress(OSError), direct.open(url, timeout=ANSWER_WITHIN_S) as answer:
            return answer.status == 200
        return False

    return ask
