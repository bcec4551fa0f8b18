"""Child processes: each in a session of its own, its output in a file, and none outlives its parent."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local import sessions
from deploy.local.guard import Guard
from deploy.local.places import ROOT

POLL_EVERY_S = 0.05
TAIL_LINES = 30


class StackError(Exception):
    """The local stack cannot go on; the message is for a person."""


@dataclass(frozen=True)
class Program:
    """What to run, and how to see that it serves (asked with its process id)."""

    name: str
    arguments: Sequence[str]
    is_ready: Callable[[int], bool] = bool
    ready_within_s: float = 60
    stop_within_s: float = 8


@dataclass(frozen=True)
class Surroundings:
    """What the processes of a stack have in common."""

    environ: Mapping[str, str]
    logs: Path
    guard: Guard


class Process:
    """A program of the stack that runs, or has run, or will."""

    def __init__(self, program: Program, around: Surroundings) -> None:
        self.program = program
        self.log = around.logs / f"{program.name}.log"
        self._around = around
        self._child: subprocess.Popen[bytes] | None = None
        self._wanted = False

    @property
    def pid(self) -> int:
        """The process id; also that of its session. Raises StackError if it does not run."""
        if self._child is None:
            raise StackError(f"{self.program.name} does not run.")
        return self._child.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._child is not None and self._child.poll() is None

    def start(self) -> None:
        """Run it, and wait until it serves. Raises StackError."""
        self.launch()
        self.wait_until_ready()

    def launch(self) -> None:
        """Run it; what is left of an earlier run is killed first."""
        self.kill()
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                [*_leash(), *self.program.arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(self._around.environ),
                cwd=ROOT,
                start_new_session=True,
            )
        self._around.guard.watch(self._child.pid)
        self._wanted = True

    def wait_until_ready(self) -> None:
        """Wait until it serves. Raises StackError."""
        within_s = self.program.ready_within_s
        self._wait(lambda: self.program.is_ready(self.pid), f"was not ready within {within_s:g} s", within_s)

    def finish(self, *, within_s: float) -> None:
        """Wait for its end. Raises StackError if it takes longer, or fails."""
        self._wanted = False
        self._wait(lambda: not self.alive, f"did not end within {within_s:g} s", within_s)
        code = self._exit_code()
        self._bury()
        if code:
            raise self._error(f"failed ({_told(code)})")

    def stop(self) -> None:
        """Ask it to end; kill it, and whatever it leaves behind, if it does not."""
        if self._child is None:
            return
        self._wanted = False
        self._child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(self.program.stop_within_s)
        self._bury()

    def kill(self) -> None:
        """Kill it with all its children, as when the power fails."""
        if self._child is not None:
            self._wanted = False
            self._bury()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to this process only; its end is not a surprise from then on."""
        self._wanted = False
        os.kill(self.pid, number)

    def check(self) -> None:
        """Raises StackError if it ended and nobody asked it to."""
        code = self._exit_code()
        if self._wanted and code is not None:
            raise self._error(f"ended unexpectedly ({_told(code)})")

    def _wait(self, happened: Callable[[], bool], otherwise: str, within_s: float) -> None:
        until = time.monotonic() + within_s
        while not happened():
            self.check()
            if time.monotonic() > until:
                raise self._error(otherwise)
            time.sleep(POLL_EVERY_S)

    def _exit_code(self) -> int | None:
        return self._child.poll() if self._child else None

    def _bury(self) -> None:
        child, self._child = self._child, None
        if child:
            sessions.end(child.pid)
            child.wait()
            self._around.guard.forget(child.pid)

    def _error(self, what: str) -> StackError:
        return StackError(f"{self.program.name} {what}. The end of {self.log}:\n{tail(self.log)}")


def tail(log: Path) -> str:
    """The last lines of a log, indented."""
    lines = log.read_text(errors="replace").splitlines()[-TAIL_LINES:]
    return "\n".join(f"  | {line}" for line in lines) or "  (empty)"


def _leash() -> list[str]:
    # The guard kills what we leave behind; this is for the case that somebody kills the guard as well.
    # The kernel then acts on the end of the thread that started the child.
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []


def _told(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
