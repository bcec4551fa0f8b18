"""The sweep where several sweep at once, and where something is away or cannot be read."""

import threading

import pytest
import sqlalchemy as sa

from app import db
from app.core import clock
from app.jobs import sweep as sweeping
from app.jobs.errors import TryLater
from app.jobs.models import State
from app.jobs.sweep import sweep
from tests import factories
from tests.support.jobs import abandoned, ago, ask, change, swept, tasks, told, unsent

UNREADABLE = pytest.mark.only_on("sqlite", why="the others refuse what is no JSON")


def broken(task):
    """A row whose arguments cannot be read."""
    db.session.execute(sa.text("UPDATE task SET arguments = '{' WHERE id = :id"), {"id": task.id})
    db.session.commit()
    return task


def test_two_sweeps_at_once_send_once(app, alice):
    task = unsent(ask(alice))
    [row] = sweeping._unsent(clock.now())
    for _ in range(2):
        sweeping._carefully(sweeping._send_again, row)
    db.session.refresh(task)

    assert app.task_queue.job_ids == [f"{task.id}-1"] and task.attempt == 1


def test_a_run_that_gives_a_sign_of_life_meanwhile_keeps_its_task(alice):
    task = abandoned(ask(alice))
    [row] = sweeping._lost(clock.now())
    change(task, beat_at=clock.now())
    sweeping._carefully(sweeping._give_back, row)
    db.session.refresh(task)

    assert (task.state, task.failures) == (State.RUNNING, 0)


def test_many_sweeps_in_parallel_send_once(app, alice):
    task = unsent(ask(alice))
    begin = threading.Barrier(3)

    def run():
        with app.app_context():
            begin.wait()
            sweep()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert app.task_queue.job_ids == [f"{task.id}-1"]


def test_with_redis_away_dead_runs_are_given_back_and_nothing_is_counted_as_missing(
    alice, bob, without_redis
):
    dead = factories.task(user=alice, state=State.RUNNING, arguments={}, beat_at=ago())
    waiting = change(ask(bob), sent_at=ago())

    assert (swept(dead).state, swept(waiting).attempt) == (State.PENDING, 0)


def test_a_job_of_a_newer_release_waits_for_that(app, alice):
    task = unsent(change(ask(alice), name="not_yet_known"))
    swept(task)

    assert (task.state, task.failures) == (State.PENDING, 1)
    assert task.run_after > clock.now() and app.task_queue.job_ids == []


def test_a_job_that_no_release_knows_fails_at_last(alice, setting):
    setting(JOB_MOST_ATTEMPTS=3)
    task = swept(unsent(change(ask(alice), name="unknown", failures=2)))

    assert (task.state, task.reason) == (State.FAILED, "fault")
    assert task.attempts[0]["comment"] == "no job is called unknown"


@UNREADABLE
def test_a_row_that_cannot_be_read_fails_and_keeps_nobody_waiting(app, alice, bob, caplog):
    unreadable = broken(unsent(ask(alice)))
    task = swept(unsent(ask(bob)))
    db.session.refresh(unreadable)

    assert (unreadable.state, unreadable.reason, unreadable.arguments) == (State.FAILED, "fault", None)
    assert told(alice)["words"] == "failed-fault"
    assert f"{task.id}-1" in app.task_queue.job_ids
    assert f"task {unreadable.id} could not be mended" in caplog.text


def test_no_more_than_some_hundreds_are_sent_at_once(app, alice, monkeypatch):
    monkeypatch.setattr(sweeping, "MOST_A_SWEEP", 2)
    for number in range(3):
        factories.task(user=alice, active_key=f"{number}", arguments={}, sent_at=ago())
    sweep()

    assert len(app.task_queue.job_ids) == 2


def test_two_sweeps_at_once_give_up_once(alice, setting):
    setting(JOB_MOST_ATTEMPTS=1)
    task = abandoned(ask(alice))
    [row] = sweeping._lost(clock.now())
    for _ in range(2):
        sweeping._carefully(sweeping._give_back, row)
    db.session.refresh(task)

    assert len(task.attempts) == 1 and len(tasks(quiet=True)) == 1


def test_a_store_that_is_away_when_there_is_something_to_tidy_loses_nothing(alice, setting, export):
    def away(_task_id):
        raise OSError("the store is away")

    export(lambda _user_id: None, on_end=away)
    setting(JOB_MOST_ATTEMPTS=1)
    task = swept(abandoned(ask(alice)))

    assert (task.state, task.reason) == (State.FAILED, "gave-up")
    assert task.arguments["args"] == [alice.id]


@UNREADABLE
def test_a_history_that_cannot_be_read_does_not_stop_the_sweep(alice, bob):
    unreadable, other = abandoned(ask(alice)), abandoned(ask(bob))
    db.session.execute(sa.text("UPDATE task SET attempts = '{' WHERE id = :id"), {"id": unreadable.id})
    db.session.commit()

    assert swept(other).state is State.PENDING
    assert tasks(id=unreadable.id)[0].state is State.FAILED


def test_a_task_that_went_on_while_a_sweep_stumbled_is_left_alone(alice):
    task = unsent(ask(alice))
    [row] = sweeping._unsent(clock.now())

    def stumble(_row):
        change(task, attempt=7)
        raise LookupError

    sweeping._carefully(stumble, row)
    db.session.refresh(task)

    assert task.state is State.PENDING and task.arguments


def test_what_is_away_for_a_moment_is_left_to_the_next_sweep(alice, caplog):
    task = unsent(ask(alice))
    [row] = sweeping._unsent(clock.now())

    def be_away(_row):
        raise TryLater("the database is busy")

    sweeping._carefully(be_away, row)
    db.session.refresh(task)

    assert task.state is State.PENDING and "left to the next sweep" in caplog.text
