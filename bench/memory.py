"""How much memory the children of a worker take, as Linux tells it."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

LOOK_EVERY_S = 0.01
KIB_PER_MIB = 1024


class Watch:
    """Looks at a process's children while a block runs: their highest resident set, and its growth."""

    def __init__(self, parent: int) -> None:
        self._children = Path(f"/proc/{parent}/task/{parent}/children")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._first: dict[str, float] = {}
        self.peak_mib = 0.0
        self.grown_mib = 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(LOOK_EVERY_S):
            # A child may end between two lines of this.
            with contextlib.suppress(OSError, KeyError):
                for child in self._children.read_text().split():
                    self._note(child)

    def _note(self, child: str) -> None:
        peak_mib = _of(child, "VmHWM")
        first = self._first.setdefault(child, peak_mib)
        self.peak_mib = max(self.peak_mib, peak_mib)
        self.grown_mib = max(self.grown_mib, peak_mib - first)


def resident_mib(parent: int) -> float:
    """What the children of a process have in memory at the moment."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return sum(_of(child, "VmRSS") for child in children)


def _of(process: str, figure: str) -> float:
    """A figure of a process in MiB."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    return int(status[figure].split()[0]) / KIB_PER_MIB
