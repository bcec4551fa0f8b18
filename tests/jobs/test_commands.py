"""What operators type."""

import os
import signal
import threading
from datetime import timedelta

import pytest

from app.core import clock
from app.jobs import commands, sweep as sweeping
from app.jobs.models import State
from tests import factories
from tests.factories import BEGINNING
from tests.support.jobs import ask, change, tasks


@pytest.fixture
def flask(app):
    """`flask …`, whose exit code must be the expected one."""

    def run(*arguments, code=0):
        result = app.test_cli_runner().invoke(args=arguments)
        assert result.exit_code == code, result.output
        return result.output

    return run


def failed(user, **columns):
    arguments = {"args": [user.id], "kwargs": {}}
    columns = {"state": State.FAILED, "complete": True, "arguments": arguments} | columns
    return factories.task(user=user, **columns)


def test_tasks_are_listed_the_newest_first(flask, alice):
    old = failed(alice, reason="fault", created_at=BEGINNING)
    new = ask(alice)
    lines = flask("jobs", "list").splitlines()[1:]

    assert [line.split()[:3] for line in lines] == [[new.id, "pending", "0"], [old.id, "failed", "0"]]
    assert lines[1].endswith(f"{alice.id} export_posts fault")


@pytest.mark.parametrize(
    ("age", "words"),
    [(timedelta(seconds=5), "0m05s"), (timedelta(minutes=61), "1h01m")],
)
def test_the_list_says_how_old_a_task_is(flask, alice, age, words):
    factories.task(user=alice, created_at=clock.now() - age)

    assert words in flask("jobs", "list")


def test_a_task_without_a_moment_has_no_age(flask, alice):
    change(factories.task(user=alice), created_at=None)

    assert "0m00s" in flask("jobs", "list")


def test_the_list_may_be_of_one_state(flask, alice):
    failed(alice)
    ask(alice)

    assert "pending" not in flask("jobs", "list", "--state", "failed")


def test_the_list_has_an_end(flask, alice):
    for _ in range(3):
        failed(alice)

    assert len(flask("jobs", "list", "--limit", "2").splitlines()) == 3


def test_a_task_is_shown_by_the_beginning_of_its_id(flask, alice):
    attempts = [{"attempt": 1, "ended_at": "today", "outcome": "pending", "comment": "OSError: away"}]
    task = failed(alice, reason="fault", attempts=attempts)
    shown = flask("jobs", "show", task.reference)

    assert task.id in shown and "reason       fault" in shown
    assert "attempt 1    today pending OSError: away" in shown


def test_a_task_that_has_not_ended_yet_has_no_attempts(flask, alice):
    assert "attempt 0" not in flask("jobs", "show", ask(alice).id)


def test_a_beginning_of_several_is_none(flask, alice):
    for number in (1, 2):
        failed(alice, id=f"same-{number}")

    assert "Several tasks begin so." in flask("jobs", "show", "same", code=1)


@pytest.mark.parametrize("beginning", ["nothing", "%", "_"])
def test_a_beginning_of_none_is_told(flask, alice, beginning):
    ask(alice)

    assert "There is no such task." in flask("jobs", "show", beginning, code=1)


def test_an_operator_tries_a_task_again(app, flask, alice):
    task = failed(alice)

    assert "It waits for a worker." in flask("jobs", "retry", task.id)
    assert app.task_queue.job_ids == [f"{task.id}-1"]


def test_what_waits_is_not_tried_again(flask, alice):
    assert "It is pending" in flask("jobs", "retry", ask(alice).id, code=1)


def test_a_task_is_not_tried_again_beside_another(flask, alice):
    task = failed(alice)
    ask(alice)

    assert "another one of this kind under way" in flask("jobs", "retry", task.id, code=1)


def test_an_operator_cancels_a_task_and_its_user_is_told(flask, alice, export):
    tidied = []
    export(lambda _user_id: None, on_end=tidied.append)
    task = ask(alice)

    assert "It is cancelled." in flask("jobs", "cancel", task.id)
    assert tidied == [task.id] and [mail.name for mail in tasks(quiet=True)] == ["mail_ending"]


def test_a_job_of_another_release_can_be_cancelled_too(flask, alice):
    task = change(ask(alice), name="unknown")

    assert "It is cancelled." in flask("jobs", "cancel", task.id)


def test_it_may_be_too_late_to_cancel(flask, alice):
    task = factories.task(user=alice, state=State.RUNNING, committed=True)

    assert "It is running: it is too late" in flask("jobs", "cancel", task.id, code=1)
    assert tasks(quiet=True) == []


def test_an_operator_sweeps_now_whoever_did_a_moment_ago(app, flask, alice):
    sweeping.sweep_if_due()
    task = change(ask(alice), sent_at=BEGINNING)
    app.redis.flushdb()

    assert "Swept." in flask("jobs", "sweep")
    assert app.task_queue.job_ids == [f"{task.id}-1"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_clock_ticks_until_it_is_told_to_end(flask, setting, monkeypatch, number, tmp_path):
    before = [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)]
    ticks = []

    def tick():
        ticks.append(1)
        if len(ticks) == 3:
            os.kill(os.getpid(), number)

    setting(SWEEP_EVERY_S=0.001, PULSE_FILE=str(tmp_path / "pulse"))
    monkeypatch.setattr(commands.sweeping, "sweep_quietly", tick)
    try:
        flask("clock")
    finally:
        for each, handler in zip((signal.SIGTERM, signal.SIGINT), before, strict=True):
            signal.signal(each, handler)
    assert len(ticks) == 3 and threading.current_thread() is threading.main_thread()
    assert (tmp_path / "pulse").exists(), "a sign of life"


def test_nobody_is_told_of_what_they_never_saw(flask, alice):
    task = factories.task(user=alice, quiet=True)
    flask("jobs", "cancel", task.id)

    assert [one.id for one in tasks(quiet=True)] == [task.id]
