"""How a run that did not end well is written down: tried again, handed back, or failed for a reason."""

import contextlib
import os
import signal
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.exc import InterfaceError, OperationalError

from app import db
from app.core.redis import RedisError
from app.jobs import progress
from app.jobs.errors import OutOfTime, Permanent, TryLater
from app.jobs.models import State
from app.jobs.run import back_off_s, reason_of
from tests.factories import BEGINNING
from tests.support.jobs import ask, cancel, change, claimed, tasks

DATABASE_AWAY = ("SELECT 1", {}, Exception("gone"))


def failing(error):
    def fail(_user_id):
        raise error

    return fail


@pytest.mark.parametrize(
    "error",
    [
        TryLater("not now"),
        ConnectionRefusedError("away"),
        TimeoutError("slow"),
        OperationalError(*DATABASE_AWAY),
        InterfaceError(*DATABASE_AWAY),
        RedisError("away"),
    ],
)
def test_what_passes_is_tried_again(app, alice, work, export, error):
    export(failing(error))
    task = ask(alice)
    work()

    assert (task.state, task.failures, task.attempt, task.reason) == (State.PENDING, 1, 1, None)
    assert task.run_after and task.sent_at is None and task.claim is None
    assert app.task_queue.job_ids == [] and tasks(quiet=True) == []


def test_what_stood_in_the_way_is_kept_for_the_operator(alice, work, export):
    export(failing(TryLater("421 too busy")))
    task = ask(alice)
    work()

    assert task.attempts[0]["comment"] == "TryLater: 421 too busy"


@pytest.mark.parametrize("error", [
    OperationalError("INSERT", {"body": "geheim"}, OSError("away")), FileNotFoundError("exports/geheim.zip"),
])  # fmt: skip
def test_what_people_wrote_and_what_opens_archives_is_not_kept(alice, work, export, error):
    export(failing(error))
    task = ask(alice)
    work()

    [entry] = task.attempts
    assert entry["comment"].startswith(type(error).__name__) and "geheim" not in entry["comment"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Permanent("refused"), "refused"),
        (Permanent("too-large", "552 big"), "too-large"),
        (ValueError("ours"), "fault"),
        (OutOfTime(), "too-long"),
    ],
)
def test_what_does_not_pass_fails_at_once(alice, work, export, error, reason):
    export(failing(error))
    task = ask(alice)
    work()

    assert (task.state, task.reason, task.failures) == (State.FAILED, reason, 1)
    assert [mail.name for mail in tasks(quiet=True)] == ["mail_ending"]


def test_it_gives_up_after_the_most_attempts(alice, work, export, setting):
    setting(JOB_MOST_ATTEMPTS=3)
    export(failing(OSError("away")))
    task = change(ask(alice), failures=2)
    work()

    assert (task.state, task.reason, task.failures) == (State.FAILED, "gave-up", 3)


def test_an_attempt_before_the_last_is_not_the_last(alice, work, export, setting):
    setting(JOB_MOST_ATTEMPTS=3)
    export(failing(OSError("away")))
    task = change(ask(alice), failures=1)
    work()

    assert task.state is State.PENDING


@pytest.mark.parametrize(("failures", "longest"), [(0, 2), (1, 4), (3, 16), (4, 30), (500, 30)])
def test_the_wait_doubles_up_to_a_limit_and_half_of_it_is_chance(app, failures, longest):
    waits = {back_off_s(failures, app.config) for _ in range(20)}

    assert len(waits) > 1
    assert all(longest / 2 <= wait <= longest for wait in waits)


def test_it_is_not_tried_again_before_its_time(alice, export):
    run = claimed(task := ask(alice))
    with time_machine.travel(BEGINNING, tick=False):
        run._try_later(OSError("away"))
    db.session.refresh(task)

    assert BEGINNING + timedelta(seconds=1) <= task.run_after <= BEGINNING + timedelta(seconds=2)


def test_a_worker_that_is_asked_to_end_hands_its_task_back(app, alice):
    run = claimed(task := ask(alice))
    run.execute(lambda _user_id: os.kill(os.getpid(), signal.SIGTERM), limit_s=3600)
    db.session.refresh(task)

    assert (task.state, task.claim, task.failures, task.attempt) == (State.PENDING, None, 0, 1)
    assert app.task_queue.job_ids == [task.id, f"{task.id}-1"]
    assert task.words == "pending-again"


def test_a_job_that_swallows_everything_still_ends_at_its_limit(alice, work, export, watchful):
    def never_end(_user_id):
        while True:
            with contextlib.suppress(Exception):
                signal.pause()

    export(never_end, limit_s=0.05)
    task = ask(alice)
    work()

    assert (task.state, task.reason) == (State.FAILED, "too-long")


def test_a_cancelled_run_that_says_nothing_is_stopped(alice, work, export, watchful):
    def wait(_user_id):
        cancel(progress.task_id())
        signal.pause()

    export(wait)
    task = ask(alice)
    work()

    assert task.state is State.CANCELLED


@pytest.mark.parametrize(("error", "reason"), [(TimeoutError(), "gave-up"), (KeyError(), "fault")])
def test_the_reason_that_people_read(error, reason):
    assert reason_of(error) == reason


def test_giving_up_says_why_in_the_log(alice, work, export, caplog):
    export(failing(Permanent("refused", "550 no such mailbox")))
    task = ask(alice)
    work()

    assert f"task {task.id} failed" in caplog.text and "550 no such mailbox" in caplog.text
