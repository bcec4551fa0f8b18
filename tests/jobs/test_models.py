"""Tasks: the moves between their states, and what each state means."""

import itertools
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.exc import IntegrityError

from app import db
from app.jobs.models import COMMENT_MOST_CHARACTERS, MOST_ATTEMPTS_KEPT, State, Task
from app.models import Notification
from tests import factories
from tests.factories import BEGINNING
from tests.support.jobs import ask, change, tasks, told

ENDED = (State.DONE, State.FAILED, State.CANCELLED)
MOVES = {
    (State.PENDING, State.RUNNING), (State.PENDING, State.FAILED), (State.PENDING, State.CANCELLED),
    (State.RUNNING, State.DONE), (State.RUNNING, State.FAILED), (State.RUNNING, State.CANCELLED),
    (State.RUNNING, State.PENDING), (State.FAILED, State.PENDING), (State.CANCELLED, State.PENDING),
}  # fmt: skip


def in_state(user, state, **columns):
    active = None if state in ENDED else f"{user.id}:export_posts"
    arguments = {"args": [user.id], "kwargs": {}}
    columns = {"complete": state in ENDED, "active_key": active, "arguments": arguments} | columns
    return factories.task(user=user, state=state, **columns)


@pytest.mark.parametrize(("source", "to"), [*itertools.product(State, State)])
def test_these_moves_are_possible_and_no_others(alice, source, to):
    task = in_state(alice, source)
    moved = Task.move(task.id, to)

    assert bool(moved) == ((source, to) in MOVES)
    assert task.state is (to if moved else source)


def test_a_move_that_another_condition_forbids_changes_nothing(alice):
    task = in_state(alice, State.RUNNING, claim="mine")

    assert Task.move(task.id, State.DONE, Task.claim == "another") is None
    assert Notification.since(alice.id, 0) == []


@pytest.mark.parametrize("to", ENDED)
def test_a_task_that_has_ended_is_nobodys_and_makes_room_for_another(alice, to):
    task = in_state(alice, State.RUNNING, claim="mine")
    Task.move(task.id, to)

    assert (task.claim, task.active_key, task.complete) == (None, None, True)
    assert task.ended_at


def test_a_task_that_waits_again_is_nobodys_and_what_was_sent_stays_sent(alice):
    task = in_state(alice, State.RUNNING, claim="mine", committed=True)
    Task.move(task.id, State.PENDING)

    assert (task.claim, task.committed, task.complete) == (None, True, False)
    assert task.active_key


@pytest.mark.parametrize("to", [State.PENDING, State.FAILED, State.CANCELLED])
def test_how_an_attempt_ended_is_kept(alice, to):
    task = in_state(alice, State.RUNNING, attempt=3)
    with time_machine.travel(BEGINNING, tick=False):
        Task.move(task.id, to, comment="x" * 1000)

    assert task.attempts == [{
        "attempt": 3, "ended_at": BEGINNING.isoformat(), "outcome": to,
        "comment": "x" * COMMENT_MOST_CHARACTERS,
    }]  # fmt: skip


def test_the_oldest_attempts_are_forgotten(alice):
    task = in_state(alice, State.RUNNING, attempts=[{"attempt": each} for each in range(MOST_ATTEMPTS_KEPT)])
    Task.move(task.id, State.FAILED)

    assert len(task.attempts) == MOST_ATTEMPTS_KEPT
    assert (task.attempts[0]["attempt"], task.attempts[-1]["outcome"]) == (1, "failed")


def test_beginnings_and_good_ends_need_no_comment(alice):
    task = Task.move(in_state(alice, State.PENDING).id, State.RUNNING)

    assert Task.move(task.id, State.DONE).attempts is None


def test_the_browser_is_told_of_each_move(alice):
    Task.move(in_state(alice, State.PENDING).id, State.CANCELLED)
    db.session.commit()

    assert told(alice)["state"] == "cancelled"


def test_a_failure_is_mailed_by_a_task_that_nobody_sees(app, alice):
    task = in_state(alice, State.RUNNING)
    Task.move(task.id, State.FAILED)
    db.session.commit()
    [mail] = tasks(quiet=True)

    assert (mail.name, mail.sending().args) == ("mail_ending", (alice.id, task.id, 0, "failed"))
    assert app.task_queue.job_ids == [mail.id] and alice.get_tasks_in_progress() == []


def test_a_failure_of_what_nobody_sees_is_nobodys_news(alice):
    Task.move(in_state(alice, State.RUNNING, quiet=True).id, State.FAILED)

    assert len(tasks()) == 1 and Notification.since(alice.id, 0) == []


@pytest.mark.parametrize("state", [State.PENDING, State.RUNNING])
def test_what_waits_or_runs_can_be_cancelled(alice, state):
    task = in_state(alice, state, claim="somebody's")

    assert task.cancel(comment="enough")
    assert (task.state, task.claim, task.attempts[0]["comment"]) == (State.CANCELLED, None, "enough")
    assert tasks(quiet=True) == []


def test_once_the_mail_is_handed_over_it_is_too_late_to_cancel(alice):
    task = in_state(alice, State.RUNNING, committed=True)

    assert not task.cancel()
    assert task.state is State.RUNNING


@pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED])
def test_trying_again_is_the_same_row_begun_afresh(app, alice, state):
    known = {"failures": 7, "reason": "fault", "progress": 40, "items_done": 4, "items_total": 10}
    task = in_state(alice, state, attempt=2, dismissed=True, **known)
    assert task.retry()
    db.session.commit()

    assert (task.state, task.failures, task.reason, task.progress) == (State.PENDING, 0, None, 0)
    assert (task.items_done, task.items_total) == (None, None)
    assert (task.dismissed, task.ended_at, task.active_key) == (False, None, f"{alice.id}:export_posts")
    assert app.task_queue.job_ids == [f"{task.id}-3"]


@pytest.mark.parametrize("state", [State.PENDING, State.RUNNING, State.DONE])
def test_nothing_else_is_tried_again(app, alice, state):
    assert not in_state(alice, state).retry()
    db.session.commit()

    assert app.task_queue.job_ids == []


def test_who_asks_again_gets_it_all_anew(alice):
    task = in_state(alice, State.FAILED, steps={"archive": {"count": 1}}, committed=True, beat_at=BEGINNING)
    task.retry()
    db.session.commit()
    db.session.refresh(task)

    assert (task.steps, task.committed, task.beat_at) == (None, False, None)


def test_trying_again_beside_another_of_the_kind_is_refused_by_the_database(alice):
    task = in_state(alice, State.FAILED)
    ask(alice)

    with pytest.raises(IntegrityError):
        task.retry()


def test_what_nobody_sees_is_tried_again_beside_another(alice):
    quiet = {"name": "mail_ending", "quiet": True}

    assert all(in_state(alice, State.FAILED, **quiet).retry() for _ in range(2))


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"state": State.PENDING}, "pending"),
        ({"state": State.PENDING, "failures": 1}, "pending-again"),
        ({"state": State.PENDING, "beat_at": BEGINNING}, "pending-again"),
        ({"state": State.RUNNING, "failures": 1}, "running"),
        ({"state": State.FAILED}, "failed"),
        ({"state": State.FAILED, "reason": "too-large"}, "failed-too-large"),
        ({"state": State.CANCELLED}, "cancelled"),
    ],
)
def test_the_words_say_what_people_should_know(alice, columns, words):
    assert factories.task(user=alice, **columns).words == words


@pytest.mark.parametrize(
    ("seconds", "columns", "late"),
    [
        (60, {}, False),
        (61, {}, True),
        (61, {"state": State.RUNNING}, False),
        (61, {"failures": 1}, True),
        (61, {"created_at": None}, False),
    ],
)
def test_waiting_is_late_after_a_minute(alice, seconds, columns, late):
    task = change(factories.task(user=alice), **{"created_at": BEGINNING} | columns)
    with time_machine.travel(BEGINNING + timedelta(seconds=seconds), tick=False):
        assert task.is_late() is late


def test_a_reference_can_be_read_out(alice):
    task = factories.task(user=alice)

    assert task.id.startswith(task.reference) and len(task.reference) == 8


def test_a_row_written_by_hand_is_sent_without_arguments(alice):
    task = change(factories.task(user=alice), arguments=None)

    assert task.sending()[2:] == ("export_posts", (), {})
