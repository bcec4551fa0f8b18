"""A process that kills the stack's children when the stack itself is gone, even by `kill -9`."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterable

from deploy.local import sessions
from deploy.local.places import ROOT


class Guard:
    """The guard, as the stack sees it. Our end of its pipe closes when we are gone, and it acts on that."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def start(self, *, keep_open: int) -> None:
        """Begin to watch. The file `keep_open`, a lock, stays open until everything has ended."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "deploy.local.guard"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=[keep_open],
            cwd=ROOT,
            text=True,
        )

    @property
    def alive(self) -> bool:
        """Whether it watches."""
        return self._process is not None and self._process.poll() is None

    def watch(self, session: int) -> None:
        """From now on, kill this session when we are gone."""
        self._tell(f"+{session}\n")

    def forget(self, session: int) -> None:
        """This session has ended; its number may become somebody else's."""
        self._tell(f"-{session}\n")

    def close(self) -> None:
        """Let it kill whatever is left, and wait until it has."""
        if self._process:
            self._process.communicate()

    def _tell(self, line: str) -> None:
        if self._process and (pipe := self._process.stdin):
            # A guard that is gone is noticed by whoever asks whether it is alive.
            with contextlib.suppress(BrokenPipeError):
                pipe.write(line)
                pipe.flush()


def watch(lines: Iterable[str]) -> None:
    """Read "+session" and "-session" until the pipe ends, then end the sessions that are left."""
    watched: set[int] = set()
    for line in lines:
        change = watched.add if line.startswith("+") else watched.discard
        change(int(line[1:]))
    for session in watched:
        sessions.end(session)


if __name__ == "__main__":
    watch(sys.stdin)
