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
    attempts = [
        {
            "attempt": 1,
            "ended_at": "2026-11-21T20:00:00+00:00",
            "outcome": "pending",
            "comment": "OSError: away",
        }
    ]
    task = failed(alice, reason="fault", attempts=attempts)
    shown = flask("jobs", "show", task.reference)

    assert task.id in shown and "reason       fault" in shown
    assert "attempt 1    2026-11-21 20:00:00+00:00 pending OSError: away" in shown


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


@pytest.mark.parametrize("since", ["2h", f"{BEGINNING + timedelta(hours=1):%Y-%m-%dT%H:%M}"])
def test_an_operator_tries_all_again_that_failed_since_a_moment(flask, alice, since):
    failed(alice, ended_at=BEGINNING)
    lately = failed(alice, ended_at=clock.now())
    failed(alice, state=State.DONE, ended_at=clock.now())

    assert flask("jobs", "retry", "--failed-since", since) == "1 of 1 wait for a worker.\n"
    assert [task.id for task in tasks() if task.state is State.PENDING] == [lately.id]


def test_of_each_kind_a_user_has_one_again(flask, alice):
    for _ in range(2):
        failed(alice, ended_at=clock.now())

    assert "1 of 2 wait for a worker.\nOf the others" in flask("jobs", "retry", "--failed-since", "1d")


def test_mails_that_failed_are_all_tried_again_a_few_at_a_time(flask, alice):
    for _ in range(3):
        failed(alice, name="mail_ending", quiet=True, ended_at=clock.now())

    asked = ("jobs", "retry", "--failed-since", "1d", "--limit", "2")
    assert flask(*asked) == "2 of 2 wait for a worker.\nThere may be more: say it again.\n"
    assert flask(*asked) == "1 of 1 wait for a worker.\n"


@pytest.mark.parametrize(
    "arguments",
    [(), ("1a2b", "--failed-since", "1d"), ("--failed-since", "noon"), ("--failed-since", "9" * 9)],
)
def test_either_a_task_or_a_moment_is_named(flask, arguments):
    flask("jobs", "retry", *arguments, code=2)


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
