"""The workers, as RQ's books have them."""

from datetime import timedelta

import pytest
from rq import Worker

from app.core import clock
from app.jobs import workers
from tests.support.jobs import ask


@pytest.fixture
def registered(app):
    """A worker of RQ's own class that has just begun."""
    worker = Worker([app.task_queue], connection=app.redis)
    worker.register_birth()
    return worker


def test_nobody_works_and_nothing_waits(app):
    assert workers.look() == (0, [])


def test_who_works_is_known(registered, alice):
    ask(alice)
    waiting, [worker] = workers.look()

    assert waiting == 1 and (worker.name, worker.host) == (registered.name, registered.hostname)
    assert (worker.pid, worker.task_id, worker.is_ours) == (str(registered.pid), None, False)


def test_what_a_worker_does_is_known(app, registered, alice):
    task = ask(alice)
    app.redis.hset(registered.key, mapping={"state": "busy", "current_job": f"{task.id}-1"})
    [worker] = workers.look().workers

    assert (worker.state, worker.task_id) == ("busy", task.id)


def test_who_has_ended_or_expired_is_gone(app, registered):
    app.redis.hset(registered.key, "death", "now")
    app.redis.sadd("rq:workers:microblog-tasks", "rq:worker:expired")

    assert workers.look().workers == []


@pytest.mark.parametrize(
    ("kind", "minutes", "silent"),
    [(b"", 7, False), (b"", 9, True), (b"microblog", 2, True), (b"microblog", 0, False)],
)
def test_a_worker_may_be_silent_for_as_long_as_its_class_is(kind, minutes, silent):
    heard_at = f"{clock.now() - timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%S.%fZ}".encode()
    worker = workers.Worker.read("rq:worker:a", [b"host", b"1", b"idle", None, heard_at, kind, None])

    assert worker.is_silent is silent
