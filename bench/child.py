"""What a piece of work costs, each time in a process of its own, so that none inherits another's memory."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple

from app import db
from bench.memory import KIB_PER_MIB

# Written to /proc/self/clear_refs, it lets the highest resident set begin anew (proc_pid_clear_refs(5)).
FORGET_THE_PEAK = "5"


class Cost(NamedTuple):
    """The time that it took, and the highest resident set of its process."""

    seconds: float
    peak_mib: float


def cost_of(ways: Mapping[str, Callable[[], None]], *, runs: int) -> dict[str, Cost]:
    """The median cost of each way; in turns, so that a slow moment of the machine meets all."""
    rounds = [{name: _in_child(work) for name, work in ways.items()} for _ in range(runs)]
    return {name: _median([costs[name] for costs in rounds]) for name in ways}


def _median(costs: list[Cost]) -> Cost:
    return Cost(median(cost.seconds for cost in costs), median(cost.peak_mib for cost in costs))


def _in_child(work: Callable[[], None]) -> Cost:
    db.session.remove()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _work_and_exit(work, writer)
    os.close(writer)
    with os.fdopen(reader) as answer:
        told = answer.read()
    os.waitpid(child, 0)
    if not told:
        raise RuntimeError("the work failed; what it said is above")
    return Cost(*json.loads(told))


def _work_and_exit(work: Callable[[], None], writer: int) -> None:
    code = 1
    try:
        db.engine.dispose(close=False)
        Path("/proc/self/clear_refs").write_text(FORGET_THE_PEAK)
        began = time.perf_counter()
        work()
        cost = Cost(time.perf_counter() - began, _peak_mib())
        os.write(writer, json.dumps(cost).encode())
        code = 0
    finally:
        # What is above us on the stack belongs to the parent.
        os._exit(code)


def _peak_mib() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    [peak] = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    return int(peak) / KIB_PER_MIB
