"""A terminal: a program that runs in it, what it says, and the keys that end it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from deploy.local.places import ROOT
from tests.support.servers import wait_for

ELSEWHERE = "tests.deploy.support.elsewhere"
# Each of the four programs may take its eight seconds to end.
END_WITHIN_S = 45


class Terminal:
    """`make demo` or `make run` in a session of its own, keeping everything in `folder`."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self._output = folder.with_suffix(".output")
        # Whoever runs the tests in the background has switched Ctrl-C off for all that follows.
        usual = signal.signal(signal.SIGINT, signal.default_int_handler)
        with self._output.open("wb") as output:
            self._program = subprocess.Popen(
                [sys.executable, "-m", ELSEWHERE, str(folder), *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                start_new_session=True,
            )
        signal.signal(signal.SIGINT, usual)

    @property
    def said(self) -> str:
        """All that was printed."""
        return self._output.read_text()

    @property
    def url(self) -> str:
        """The first address that was printed."""
        return re.search(r"http://\S+", self.said)[0]

    def wait_for(self, words: str) -> None:
        """Wait until something was printed. Fails the test if the program ends without it."""
        wait_for(lambda: words in self.said or self._program.poll() is not None, f"it to say {words!r}")
        assert words in self.said, self.said

    def press_ctrl_c(self) -> None:
        """Tell every process of the group, as a terminal does."""
        os.killpg(self._program.pid, signal.SIGINT)

    def send(self, number: signal.Signals) -> None:
        """Send the program, and nobody else, a signal."""
        self._program.send_signal(number)

    def exit_code(self) -> int:
        """Wait for the end."""
        return self._program.wait(END_WITHIN_S)

    def close(self) -> None:
        """End it if it still runs; its guard ends the rest."""
        self._program.kill()
        self._program.wait()


@contextlib.contextmanager
def terminal(folder: Path, *arguments: str) -> Iterator[Terminal]:
    """A terminal that is closed in the end."""
    opened = Terminal(folder, *arguments)
    try:
        yield opened
    finally:
        opened.close()


def users_of(folder: Path) -> set[str]:
    """The processes that have a file in the folder open: each part its log, the guard the lock."""
    return {
        link.parts[2] for link in Path("/proc").glob("[0-9]*/fd/*") if _target(link).startswith(f"{folder}/")
    }


def _target(link: Path) -> str:
    with contextlib.suppress(OSError):  # The file was closed while we looked.
        return str(link.readlink())
    return ""
