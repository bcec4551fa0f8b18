"""A queue, simulated: whoever comes is served by the first of some servers that is free, in order."""

from __future__ import annotations

import math
from collections.abc import Callable
from heapq import heapreplace
from random import Random

# The same in every run.
SEED = 1
ARRIVALS = 10_000
# The first find all servers free.
UNCOUNTED = ARRIVALS // 5

Service = Callable[[Random], float]


def waits(*, rate: float, servers: int, service: Service) -> list[float]:
    """How long each waits, in seconds, the shortest first; so many come in a second, each when they like."""
    random, now, waited = Random(SEED), 0.0, list[float]()
    free_at = [0.0] * servers
    for _ in range(ARRIVALS):
        now += random.expovariate(rate)
        begins = max(now, free_at[0])
        heapreplace(free_at, begins + service(random))
        waited.append(begins - now)
    return sorted(waited[UNCOUNTED:])


def percentile(ordered: list[float], percent: float) -> float:
    """What so many of a hundred do not exceed."""
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def fewest(*, rate: float, service: Service, p99: float, full: float) -> tuple[int, list[float]]:
    """How few servers keep 99 of 100 from waiting longer, none of them too busy; and the waits."""
    random = Random(SEED)
    mean = sum(service(random) for _ in range(ARRIVALS)) / ARRIVALS
    servers = math.ceil(rate * mean / full)
    while percentile(waited := waits(rate=rate, servers=servers, service=service), 99) > p99:
        servers += 1
    return servers, waited
