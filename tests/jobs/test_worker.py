"""The worker class, in this process and in processes of its own."""

import os
import signal
import sys
from types import SimpleNamespace

import pytest
from rq.exceptions import StopRequested
from rq.job import JobStatus

from app import db
from app.core import redis
from app.jobs import queue, watch, worker as working, workers
from app.jobs.models import State
from app.jobs.safety import OwnJob, PlainData
from tests.support.jobs import NOBODY_LISTENS, counting, state

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")


@pytest.fixture
def worker(app, monkeypatch):
    """Our worker, in this process, for the test's application."""
    monkeypatch.setitem(sys.modules, "microblog", SimpleNamespace(app=app))
    ours = working.Worker([queue.QUEUE], connection=app.redis)
    ours.subscribe = ours.unsubscribe = lambda: None
    ours._install_signal_handlers = lambda: None
    return ours


@pytest.fixture
def away(worker, monkeypatch):
    """The worker, whose Redis is away."""
    monkeypatch.setattr(worker, "connection", redis.connect(NOBODY_LISTENS))
    return worker


def unreadable(app):
    """A job in the queue that RQ cannot read."""
    job = app.task_queue.enqueue("app.tasks.example", 0)
    app.redis.hset(job.key, "created_at", "yesterday")
    return job


def test_it_accepts_nothing_but_plain_data_and_our_own_jobs(worker):
    assert (worker.serializer, worker.job_class) == (PlainData, OwnJob)
    assert [each.name for each in worker.queues] == [queue.QUEUE]


def test_it_takes_queues_too(worker, app):
    assert working.Worker([app.task_queue], connection=app.redis).queue_names() == [queue.QUEUE]


def test_rqs_books_take_a_job_for_dead_soon(worker):
    assert worker.get_heartbeat_ttl(None) == working.DEAD_AFTER_S


def test_it_gives_a_sign_of_life_though_redis_is_away(away, setting, tmp_path):
    setting(PULSE_FILE=str(tmp_path / "pulse"))
    away.heartbeat()

    assert (tmp_path / "pulse").exists()


def test_it_gives_a_sign_of_life_during_a_job_though_redis_is_away(away, setting, tmp_path, monkeypatch):
    setting(PULSE_FILE=str(tmp_path / "pulse"))
    monkeypatch.setattr(away, "sweeper", away.timekeeper)
    away.maintain_heartbeats(OwnJob.create("app.tasks.example", connection=away.connection))

    assert (tmp_path / "pulse").exists()


def test_rqs_books_know_that_it_is_ours(worker):
    worker.register_birth()
    [known] = workers.look().workers

    assert (known.name, known.is_ours, known.is_silent) == (worker.name, True, False)


def test_a_job_is_run_in_a_child_and_those_behind_it_too(worker, alice, bob):
    first, second = counting(alice, 0), counting(bob, 0)
    db.session.rollback()
    worker.work(burst=True)

    assert (state(first), state(second)) == (State.DONE, State.DONE)


def test_a_child_goes_on_for_a_moment_only(worker, alice, bob, monkeypatch):
    monkeypatch.setattr(working, "GO_ON_S", 0)
    tasks = [counting(alice, 0), counting(bob, 0)]
    db.session.rollback()
    worker.work(burst=True)

    assert [state(task) for task in tasks] == [State.DONE] * 2


def test_a_job_that_cannot_be_read_is_dropped_and_the_next_is_run(app, worker):
    bad, good = unreadable(app), app.task_queue.enqueue("app.tasks.example", 0)

    assert worker.dequeue_job_and_maintain_ttl(None) is None
    assert worker.dequeue_job_and_maintain_ttl(None)[0].id == good.id
    assert bad.id.encode() not in app.redis.lrange(app.task_queue.intermediate_queue_key, 0, -1)


def test_a_fault_that_is_no_jobs_is_raised(worker, monkeypatch):
    def fail():
        raise LookupError

    with pytest.raises(LookupError):
        worker._find(fail)


def test_without_redis_a_worker_looks_again_later(away, monkeypatch, caplog):
    monkeypatch.setattr(working, "LOOK_UP_EVERY_S", 0)

    assert away._find(away.connection.ping) is None
    assert "no job can be fetched" in caplog.text


def test_a_worker_that_is_asked_to_end_begins_nothing_new(worker, app):
    app.task_queue.enqueue("app.tasks.example", 0)
    worker._shutdown()
    with pytest.raises(StopRequested):
        worker.dequeue_job_and_maintain_ttl(5)

    assert app.task_queue.count == 1


def test_a_job_that_came_with_the_request_to_end_is_given_back(worker, app, monkeypatch):
    job = app.task_queue.enqueue("app.tasks.example", 0)
    monkeypatch.setattr(worker.sweeper, "run_if_due", worker._shutdown)
    with pytest.raises(StopRequested):
        worker.dequeue_job_and_maintain_ttl(5)

    assert app.task_queue.job_ids == [job.id]
    assert app.redis.llen(app.task_queue.intermediate_queue_key) == 0


def test_an_idle_worker_looks_around_between_two_looks(worker, app, monkeypatch):
    monkeypatch.setattr(working, "LOOK_UP_EVERY_S", 1)
    looks = []

    def look():
        looks.append(1)
        if len(looks) == 2:
            app.task_queue.enqueue("app.tasks.example", 0)

    monkeypatch.setattr(worker.sweeper, "run_if_due", look)
    assert worker.dequeue_job_and_maintain_ttl(5) and len(looks) == 2


def test_redis_going_away_around_a_job_does_not_end_the_worker(app, away):
    job = app.task_queue.enqueue("app.tasks.example", 0)

    assert away.execute_job(job, app.task_queue) is None


def test_a_job_whose_redis_goes_away_is_waited_for(app, away, monkeypatch):
    waited = []
    away._horse_pid = 1
    monkeypatch.setattr(away, "wait_for_horse", lambda: waited.append(1))
    away.execute_job(app.task_queue.enqueue("app.tasks.example", 0), app.task_queue)

    assert waited == [1]


@pytest.mark.parametrize("status", [JobStatus.STARTED, JobStatus.FINISHED])
def test_rqs_books_are_told_that_a_job_is_alive(app, worker, monkeypatch, status):
    monkeypatch.setattr(worker.sweeper, "run_if_due", lambda: None)
    job = app.task_queue.enqueue("app.tasks.example", 0)
    worker.register_birth()
    worker.prepare_execution(job)
    job.set_status(status)

    assert worker.maintain_heartbeats(job) is None
    worker.register_death()


def test_books_that_cannot_be_kept_are_no_reason_to_end(app, away, monkeypatch):
    monkeypatch.setattr(away.sweeper, "run_if_due", lambda: None)
    job = app.task_queue.enqueue("app.tasks.example", 0)
    job.connection = away.connection
    away.maintain_heartbeats(job)

    assert away.set_current_job_working_time(1) is None


@pytest.mark.parametrize("look_after", [
    lambda worker: worker.run_maintenance_tasks(), lambda worker: worker.heartbeat(),
    lambda worker: worker.set_state("idle"), lambda worker: worker.check_for_suspension(burst=True),
])  # fmt: skip
def test_rqs_books_can_wait_for_redis(away, caplog, look_after):
    away.queues[0].connection = away.connection
    look_after(away)

    assert "books were not kept" in caplog.text


def test_a_bad_entry_in_rqs_books_ends_no_worker(app, worker, caplog):
    job = unreadable(app)
    app.redis.zadd(app.task_queue.started_job_registry.key, {f"{job.id}:execution": 1})
    worker.run_maintenance_tasks()

    assert not app.redis.exists(app.task_queue.registry_cleaning_key)


def test_a_worker_without_a_job_has_nobody_to_tell_that_it_ends(worker):
    assert worker.handle_warm_shutdown_request() is None


@pytest.mark.parametrize(("platform", "parent", "code"), [("linux", 0, 0), ("darwin", 0, 0), ("linux", 1, 1)])
def test_a_child_does_not_outlive_its_parent(worker, monkeypatch, platform, parent, code):
    child = os.fork()
    if child == 0:
        worker.pid = os.getppid() + parent
        monkeypatch.setattr(sys, "platform", platform)
        worker.setup_work_horse_signals()
        os._exit(0)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == code


def test_a_child_that_is_asked_to_end_before_it_begins_begins_nothing(worker):
    child = os.fork()
    if child == 0:
        worker.pid, worker._stop_requested = os.getppid(), True
        worker.setup_work_horse_signals()
        os._exit(watch.end_requested.is_set())

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1


def test_a_worker_that_is_asked_to_end_as_it_forks_tells_the_child(worker, monkeypatch):
    told = []
    worker._stop_requested = True
    monkeypatch.setattr(
        "rq.Worker.fork_work_horse", lambda worker, _job, _queue: setattr(worker, "_horse_pid", 4)
    )
    monkeypatch.setattr(os, "kill", lambda *told_to: told.append(told_to))
    worker.fork_work_horse(None, None)

    assert told == [(4, signal.SIGTERM)]
