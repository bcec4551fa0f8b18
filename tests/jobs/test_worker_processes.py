"""The worker class in processes of its own, as people start it."""

import signal

from rq.suspension import resume, suspend

from app.jobs.models import State
from tests.support.jobs import ask, counting, state
from tests.support.mail_servers import Postbox, mail_server
from tests.support.servers import wait_for
from tests.support.workers import worker as started

DEADLINE_S = 60


def until(task, expected):
    return wait_for(lambda: state(task) is expected, f"{task.name} to be {expected}", within_s=DEADLINE_S)


def test_a_worker_brings_the_archive(app, alice, tmp_path):
    task, postbox = ask(alice), Postbox()
    with mail_server(postbox) as port:
        mail = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(port)}
        with started(app, tmp_path / "log", "--burst", **mail) as process:
            assert process.wait(DEADLINE_S) == 0

    assert state(task) is State.DONE and len(postbox.mails) == 1


def test_a_worker_that_is_asked_to_end_hands_its_task_back(app, alice, tmp_path):
    task = counting(alice, 3600)
    with started(app, tmp_path / "log") as process:
        until(task, State.RUNNING)
        # On a busy machine the sweep may have sent it once more before the worker took it.
        attempt = task.attempt + 1
        process.send_signal(signal.SIGTERM)
        assert process.wait(DEADLINE_S) == 0

    assert (state(task), task.attempt, task.failures) == (State.PENDING, attempt, 0)
    assert f"{task.id}-{attempt}" in app.task_queue.job_ids


def in_state(app, named):
    """Whether a worker says so, which it does once it has taken over the signals."""
    return [key for key in app.redis.smembers("rq:workers") if app.redis.hget(key, "state") == named]


def test_a_suspended_worker_rests_alive_and_goes_on_when_it_may(app, alice, tmp_path):
    pulse = tmp_path / "pulse"
    with started(app, tmp_path / "log", PULSE_FILE=str(pulse)):
        wait_for(lambda: in_state(app, b"idle"), "the worker to be idle", within_s=DEADLINE_S)
        suspend(app.redis)
        wait_for(lambda: in_state(app, b"suspended"), "the worker to rest", within_s=DEADLINE_S)
        task = counting(alice, 0)
        pulse.unlink()
        wait_for(pulse.exists, "a sign of life", within_s=DEADLINE_S)
        assert state(task) is State.PENDING
        resume(app.redis)
        until(task, State.DONE)


def test_a_suspended_worker_that_is_asked_to_end_does(app, tmp_path):
    with started(app, tmp_path / "log") as process:
        wait_for(lambda: in_state(app, b"idle"), "the worker to be idle", within_s=DEADLINE_S)
        suspend(app.redis)
        wait_for(lambda: in_state(app, b"suspended"), "the worker to rest", within_s=DEADLINE_S)
        process.send_signal(signal.SIGTERM)
        assert process.wait(DEADLINE_S) == 0


def test_an_idle_worker_that_is_asked_to_end_does(app, tmp_path):
    with started(app, tmp_path / "log") as process:
        wait_for(lambda: in_state(app, b"idle"), "the worker to be idle", within_s=DEADLINE_S)
        process.send_signal(signal.SIGTERM)
        assert process.wait(DEADLINE_S) == 0
