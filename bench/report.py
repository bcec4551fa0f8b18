"""What a measurement tells: a table, and whether it is good enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """A requirement, and whether it was met."""

    met: bool
    requirement: str


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns, aligned to the right; the first to the left."""
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    lines = [heads, ["-" * width for width in widths], *rows]
    return "\n".join(_line(cells, widths) for cells in lines)


def conclude(verdicts: Sequence[Verdict], *, check: bool) -> int:
    """Print the verdicts; the exit code, which is 1 only if somebody asked for a check and one is bad."""
    print()
    for verdict in verdicts:
        print(f"{'ok    ' if verdict.met else 'NOT OK'}  {verdict.requirement}")
    return int(check and not all(verdict.met for verdict in verdicts))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)])
