"""The workers, as RQ's books have them."""

from datetime import timedelta

import pytest
from rq import Worker
from rq.suspension import resume, suspend
from rq.worker_registration import clean_worker_registry

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
    assert workers.look() == (0, [], False)


def test_who_works_is_known(registered, alice):
    ask(alice)
    waiting, [worker], _suspended = workers.look()

    assert waiting == 1 and (worker.name, worker.host) == (registered.name, registered.hostname)
    assert (worker.pid, worker.task_id, worker.is_ours) == (str(registered.pid), None, False)


def test_what_a_worker_does_is_known(app, registered, alice):
    task = ask(alice)
    app.redis.hset(registered.key, mapping={"state": "busy", "current_job": f"{task.id}-1"})
    [worker] = workers.look().workers

    assert (worker.state, worker.task_id) == ("busy", task.id)


def test_whether_they_may_work_is_known(app):
    suspend(app.redis)
    assert workers.look().suspended

    resume(app.redis)
    assert not workers.look().suspended


def test_who_has_ended_is_gone(app, registered):
    app.redis.hset(registered.key, "death", "now")

    assert workers.look().workers == []


def test_who_died_is_silent_until_rq_tidies_up(app, registered):
    app.redis.delete(registered.key)
    [worker] = workers.look().workers
    assert worker.is_silent and worker.heard_at is None

    clean_worker_registry(app.task_queue)
    assert workers.look().workers == []


def test_an_entry_that_nobody_understands_is_silent(app, registered):
    app.redis.hset(registered.key, "last_heartbeat", "noon")

    assert [worker.is_silent for worker in workers.look().workers] == [True]


@pytest.mark.parametrize(
    ("kind", "seconds", "silent"), [(b"", 400, False), (b"microblog", 30, True), (b"microblog", 10, False)]
)
def test_one_of_ours_is_silent_after_a_moment(kind, seconds, silent):
    heard_at = f"{clock.now() - timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%S.%fZ}".encode()
    worker = workers.Worker.read("rq:worker:a", [b"host", b"1", b"idle", None, heard_at, kind, None])

    assert worker.is_silent is silent
