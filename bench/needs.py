"""What a site of some size needs in its busiest hour, and what there is too little of first."""

from __future__ import annotations

import math
from random import Random
from typing import NamedTuple

from bench.costs import Cost, Costs
from bench.demand import DAY_S, Demand, Habits, mean_posts, posts_of, requests, work
from bench.waiting import fewest

# What people wait for without noticing: 99 of 100 requests, and 99 of 100 tasks until they begin.
REQUEST_P99_S, TASK_P99_S = 0.1, 10
YEAR_DAYS, ARCHIVE_KEPT_DAYS = 365, 7
# As they are set where nobody sets them.
STREAMS_MOST, THREADS = 2_000, 8
# How much of a processor is used on purpose; the rest is for what nobody foresaw.
FULL = 0.6
MS_PER_S, GB = 1_000, 10**9
# In 99 of 100 moments, at most so many standard deviations more are busy than on average.
SIGMAS_OF_99 = 2.33
MILLION = 1_000_000


class Needs(NamedTuple):
    """What a site of some size needs in the busiest hour."""

    users: int
    demand: Demand
    cost: Cost
    processes: int
    threads: int
    request_wait: list[float]
    workers: int
    task_wait: list[float]
    posts_a_year: float
    archive_gb: float

    @classmethod
    def of(cls, users: int, costs: Costs, habits: Habits) -> Needs:
        """Work it out, with two queues simulated: that of the web processes and that of the workers."""
        demand = Demand.of(users, habits)
        cost = work(demand, costs, habits)
        processes, request_wait = _web(demand, costs)
        workers, task_wait = _workers(demand, costs, habits)
        # A thread is busy while its process works, and while it waits for its turn or for others.
        others_ms = sum(
            number * (kind.database_ms + kind.redis_ms) for kind, number in requests(demand, costs)
        )
        waited_s = demand.requests * sum(request_wait) / len(request_wait)
        busy = ((cost.web_ms + others_ms) / MS_PER_S + waited_s) / processes
        a_day = demand.posts * DAY_S / habits.peak
        archived = demand.exports * DAY_S / habits.peak * ARCHIVE_KEPT_DAYS * mean_posts(habits)
        return cls(
            users, demand, cost, processes, math.ceil(busy + SIGMAS_OF_99 * math.sqrt(busy)), request_wait,
            workers, task_wait, a_day * YEAR_DAYS, archived * costs.archived_post_bytes / GB,
        )  # fmt: skip


def _web(demand: Demand, costs: Costs) -> tuple[int, list[float]]:
    """How many processes, each of which does one thing at a time, and how long requests wait."""
    kinds = requests(demand, costs)
    times = [kind.web_ms / MS_PER_S for kind, _ in kinds]
    shares = [number for _, number in kinds]

    def service(random: Random) -> float:
        return random.choices(times, shares)[0]

    by_work, waited = fewest(rate=demand.requests, service=service, p99=REQUEST_P99_S, full=FULL)
    return max(by_work, math.ceil(demand.streams / STREAMS_MOST)), waited


def _workers(demand: Demand, costs: Costs, habits: Habits) -> tuple[int, list[float]]:
    """How many workers, which the database and the mail server hold up too, and how long tasks wait."""
    each_s, one_s = (
        (cost.worker_ms + cost.database_ms) / MS_PER_S for cost in (costs.exported_post, costs.export)
    )
    exports = demand.exports / demand.tasks

    def service(random: Random) -> float:
        posts = posts_of(habits, random) if random.random() < exports else 0
        return one_s + habits.mail_s + posts * each_s

    return fewest(rate=demand.tasks, service=service, p99=TASK_P99_S, full=FULL)


class Bound(NamedTuple):
    """Something that there is only so much of: how much of it one user needs, and how much there is."""

    name: str
    one: float
    most: float

    @property
    def users(self) -> float:
        """Up to how many users it is enough."""
        return self.most / self.one


def bounds(costs: Costs, habits: Habits) -> list[Bound]:
    """What is too little some day, the first of them first."""
    need = Needs.of(MILLION, costs, habits)
    cores, a_year = need.cost.times(1 / MS_PER_S), need.posts_a_year
    wanted = [
        ("one web process, 60 % of a core", cores.web_ms, FULL),
        ("one worker, busy for 60 % of the time", _held_s(need.demand, costs, habits), FULL),
        ("the streams of one process, `STREAMS_MOST`", need.demand.streams, STREAMS_MOST),
        ("the cores of one host for web processes: 60 % of 32", cores.web_ms, 32 * FULL),
        ("500 connections to the database, a thread one", need.processes * THREADS + need.workers, 500),
        ("the database server, 60 % of 32 cores", cores.database_ms, 32 * FULL),
        ("one Redis, 60 % of its one core", cores.redis_ms, FULL),
        ("a mail provider that takes 50 a second", need.demand.tasks, 50),
        ("4 TB for a year's posts", a_year * costs.post_bytes, 4_000 * GB),
        ("the ids of posts for five years, 2³¹", a_year * 5, 2**31),
    ]
    found = [Bound(name, needed / MILLION, most) for name, needed, most in wanted]
    return sorted(found, key=lambda bound: bound.users)


def _held_s(demand: Demand, costs: Costs, habits: Habits) -> float:
    """For how many seconds in each second tasks hold a worker."""
    exports = costs.export.times(demand.tasks)
    exports = exports.plus(costs.exported_post.times(demand.exports * mean_posts(habits)))
    return (exports.worker_ms + exports.database_ms) / MS_PER_S + demand.tasks * habits.mail_s
