"""The sweep: what was lost on the way is found in the database and put right."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import db
from app.core import clock
from app.jobs import sweep as sweeping
from app.jobs.models import State, Task
from app.jobs.sweep import sweep, sweep_if_due, sweep_quietly
from tests import factories
from tests.support.jobs import LONG_AGO, abandoned, ago, ask, change, claimed, swept, tasks, unsent


def test_the_task_of_a_dead_worker_waits_again_and_is_sent(app, alice):
    task = swept(abandoned(ask(alice)))

    assert (task.state, task.claim, task.failures) == (State.PENDING, None, 1)
    assert f"{task.id}-{task.attempt}" in app.task_queue.job_ids
    assert task.attempts[0]["comment"] == "no sign of life" and task.words == "pending-again"


def test_a_task_that_lives_is_left_alone(alice):
    claimed(task := ask(alice))

    assert swept(task).state is State.RUNNING


def test_a_task_is_dead_after_a_lease_without_a_sign_of_life(app, alice, setting):
    setting(JOB_LEASE_S=60)
    alive, dead = ask(alice), factories.task(user=alice, state=State.RUNNING, arguments={})
    claimed(alive)
    change(alive, beat_at=ago(timedelta(seconds=50)))
    change(dead, beat_at=ago(timedelta(seconds=70)))

    assert (swept(alive).state, swept(dead).state) == (State.RUNNING, State.PENDING)


@pytest.mark.parametrize("column", ["started_at", "created_at"])
def test_a_run_that_never_gave_a_sign_counts_from_its_beginning(alice, column):
    values = {"beat_at": None, "started_at": None, "created_at": clock.now(), column: ago()}
    task = factories.task(user=alice, state=State.RUNNING, arguments={})

    assert swept(change(task, **values)).state is State.PENDING


def test_a_task_that_kills_its_workers_fails_at_last(alice, setting):
    setting(JOB_MOST_ATTEMPTS=3)
    task = swept(abandoned(ask(alice), failures=2))

    assert (task.state, task.reason) == (State.FAILED, "gave-up")
    assert [mail.name for mail in tasks(quiet=True)] == ["mail_ending"]


def test_what_a_failed_task_left_behind_is_tidied_up(alice, setting, export):
    tidied = []
    export(lambda _user_id: None, on_end=tidied.append)
    setting(JOB_MOST_ATTEMPTS=1)

    assert [swept(abandoned(ask(alice))).id] == tidied


def test_a_task_that_never_arrived_is_sent(app, alice, monkeypatch):
    task = swept(unsent(ask(alice)))

    assert app.task_queue.job_ids == [f"{task.id}-1"]
    assert (task.attempt, task.failures) == (1, 0)


def test_a_task_that_vanished_from_redis_is_sent(app, alice):
    task = change(ask(alice), sent_at=ago())
    app.redis.flushdb()

    assert [f"{swept(task).id}-1"] == app.task_queue.job_ids


def test_a_task_that_waits_in_the_queue_is_left_alone(app, alice):
    task = change(ask(alice), sent_at=ago())

    assert [swept(task).id] == app.task_queue.job_ids


def test_a_task_that_was_sent_a_moment_ago_may_be_with_a_worker(app, alice):
    task = ask(alice)
    app.redis.flushdb()

    assert swept(task).attempt == 0 and app.task_queue.job_ids == []


@pytest.mark.parametrize(("due", "sent"), [(timedelta(seconds=1), True), (-LONG_AGO, False)])
def test_a_task_is_tried_again_when_it_is_due(app, alice, due, sent):
    task = unsent(ask(alice))
    swept(change(task, run_after=ago(due), sent_at=None))

    assert bool(app.task_queue.job_ids) is sent


def test_what_was_sent_again_is_run_once(alice, work, export):
    calls = []
    export(calls.append)
    task = unsent(ask(alice))
    sweep()
    sweep()
    work()

    assert calls == [alice.id] and task.state is State.DONE


def test_a_row_written_by_hand_is_left_to_who_wrote_it(app, alice):
    task = factories.task(user=alice, arguments=None)

    assert swept(change(task, arguments=sa.null(), created_at=ago())).state is State.PENDING
    assert app.task_queue.job_ids == []


@pytest.mark.parametrize("ending", [State.DONE, State.FAILED, State.CANCELLED])
def test_what_has_ended_is_left_alone(app, alice, ending):
    task = factories.task(user=alice, state=ending, complete=True, arguments={})

    assert swept(task).state is ending and app.task_queue.job_ids == []


def test_a_sweep_is_due_every_few_seconds(app):
    assert [sweep_if_due(), sweep_if_due()] == [True, False]


def test_a_sweep_that_fails_is_logged_and_the_next_one_tries_again(app, alice, monkeypatch, caplog):
    def fail():
        db.session.execute(sa.update(Task).values(description="half done"))
        raise LookupError("a fault of ours")

    task = ask(alice)
    monkeypatch.setattr(sweeping, "sweep", fail)
    sweep_quietly()

    assert "the sweep failed" in caplog.text and task.description == "Exporting posts..."
