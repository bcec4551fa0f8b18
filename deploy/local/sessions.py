"""Sessions of processes, as the kernel knows them."""

import contextlib
import os
import signal
import time
from pathlib import Path

POLL_EVERY_S = 0.01


def end(session: int, *, limit_s: float = 5) -> None:
    """Kill every process of a session, and see them gone."""
    until = time.monotonic() + limit_s
    while time.monotonic() < until:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(session, signal.SIGKILL)
        if not (living := members(session)):
            return
        for pid in living:
            _kill(pid)
        time.sleep(POLL_EVERY_S)


def members(session: int) -> list[int]:
    """The living processes of a session. Without /proc (macOS) none are known."""
    # RQ's work-horse leaves its parent's process group, but nothing of ours leaves its session.
    return [
        int(stat.parent.name) for stat in Path("/proc").glob("[0-9]*/stat") if _session_of(stat) == session
    ]


def _session_of(stat: Path) -> int | None:
    try:
        text = stat.read_text(errors="replace")
    except OSError:  # It ended while we looked.
        return None
    # "pid (name) state parent group session …": the name may hold anything, brackets too.
    state, _parent, _group, session = text.rpartition(")")[2].split()[:4]
    return None if state in "ZX" else int(session)


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
