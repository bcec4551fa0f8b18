"""How long processors worked for a process, as Linux tells it."""

from __future__ import annotations

import os
from pathlib import Path

MS_PER_TICK = 1000 / os.sysconf("SC_CLK_TCK")


def parent(pid: int) -> int:
    """The process that started another."""
    return _stat(pid)[0]


def spent_ms(pid: int) -> float:
    """How long processors worked for a process and all its children, those that have ended too."""
    parents = {int(path.name): _stat(int(path.name)) for path in Path("/proc").glob("[0-9]*")}
    family, before = {pid}, set[int]()
    while family != before:
        before = family
        family = family | {child for child, (parent, _) in parents.items() if parent in family}
    return sum(parents[each][1] for each in family if each in parents)


def _stat(pid: int) -> tuple[int, float]:
    """The parent of a process, and the milliseconds that it and its children that have ended spent."""
    try:
        # Its name, in brackets, may have blanks in it.
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0, 0
    return int(parts[1]), sum(map(int, parts[11:15])) * MS_PER_TICK
