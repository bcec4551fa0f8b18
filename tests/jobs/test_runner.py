"""What happens around a task function, in a real RQ worker that runs in this process."""

import contextvars
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from rq.job import JobStatus

from app import db
from app.core import clock
from app.core.context import the_app
from app.exports import contents
from app.exports.models import Export
from app.jobs import runner
from app.jobs.models import State, Task
from app.jobs.progress import report
from app.jobs.runner import job
from app.jobs.safety import OwnJob
from tests import factories
from tests.support.jobs import ask, change, told


def test_a_task_that_ends_well_is_done(alice, work, export):
    calls = []
    export(lambda user_id, word: calls.append((user_id, word)))
    task = ask(alice, word="hello")
    work()

    assert calls == [(alice.id, "hello")]
    assert (task.state, task.complete, task.get_progress(), task.active_key) == (State.DONE, True, 100, None)
    assert told(alice)["state"] == "done" and told(alice)["progress"] == 100
    assert task.get_rq_job().get_meta()["progress"] == 100


def test_a_task_that_fails_says_so_and_may_be_asked_for_again(alice, work, export, caplog):
    def fail(_user_id):
        report(1, 2)
        raise ValueError("the disk is on fire")

    export(fail)
    task = ask(alice)
    work()

    assert (task.state, task.complete, task.get_progress()) == (State.FAILED, True, 50)
    assert "the disk is on fire" in caplog.text and "Traceback" in caplog.text
    assert task.get_rq_job().get_status() is JobStatus.FAILED
    assert ask(alice).id != task.id


def test_what_a_failed_task_left_uncommitted_is_undone(alice, work, export):
    def fail(user_id):
        db.session.add(factories.PostFactory.build(author=None, user_id=user_id))
        db.session.flush()
        raise ValueError

    export(fail)
    ask(alice)
    work()

    assert contents.posts(Export(user_id=alice.id)).count() == 0


def test_a_job_delivered_twice_runs_once(app, alice, work, export):
    calls = []
    export(calls.append)
    task = ask(alice)
    app.task_queue.push_job_id(task.id)
    work()

    assert calls == [alice.id]


def test_a_job_whose_task_has_ended_does_nothing(alice, work, export):
    calls = []
    export(calls.append)
    change(ask(alice), complete=True)
    work()

    assert calls == []


def test_a_task_that_was_cancelled_while_it_waited_never_runs(alice, work, export):
    calls = []
    export(calls.append)
    task = ask(alice)
    task.cancel()
    work()

    assert calls == [] and task.state is State.CANCELLED


def test_a_job_that_comes_too_early_does_nothing(alice, work, export):
    calls = []
    export(calls.append)
    task = change(ask(alice), run_after=clock.now() + timedelta(hours=1))
    work()

    assert calls == [] and task.state is State.PENDING


def test_the_job_of_an_earlier_attempt_runs_the_task_that_waits(app, alice, work, export):
    calls = []
    export(calls.append)
    task = change(ask(alice), attempt=3)
    work()

    assert calls == [alice.id] and task.state is State.DONE


def test_the_arguments_are_those_of_the_row(app, alice, bob, work, export):
    calls = []
    export(calls.append)
    task = ask(alice)
    task.get_rq_job().delete()
    app.task_queue.enqueue("app.tasks.export_posts", bob.id, job_id=task.id)
    work()

    assert calls == [alice.id]


def test_a_task_written_by_hand_runs_with_the_arguments_of_its_job(app, alice, work, export):
    calls = []
    export(calls.append)
    factories.task(id="by-hand", user=alice)
    app.task_queue.enqueue("app.tasks.export_posts", alice.id, job_id="by-hand")
    work()

    assert calls == [alice.id]


@pytest.mark.parametrize("ending", [None, ValueError, OSError])
def test_what_a_task_left_behind_is_tidied_up_once_it_has_ended(alice, work, export, ending):
    tidied = []

    def end(_user_id):
        if ending:
            raise ending

    export(end, on_end=tidied.append)
    task = ask(alice)
    work()

    assert set(tidied) == ({task.id} if task.complete else set())


def test_what_a_deleted_task_left_behind_is_tidied_up(alice, work, export):
    tidied = []

    def vanish(_user_id):
        db.session.execute(sa.delete(Task))
        db.session.commit()
        report(1, 2)

    export(vanish, on_end=tidied.append)
    task = ask(alice)
    task_id = task.id
    work()

    assert tidied == [task_id]


def test_a_kind_that_leaves_nothing_needs_no_tidying(app):
    assert runner.find("mail_ending").tidy("an-id") is None


@pytest.mark.parametrize("name", ["nothing_of_this_name", "report", "db"])
def test_what_is_no_job_is_not_found(app, name):
    assert runner.find(name) is None


def test_the_guides_counter_needs_no_row(app, work, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    counter = app.task_queue.enqueue("app.tasks.example", 3)
    work()

    assert counter.get_status() is JobStatus.FINISHED
    assert counter.get_meta()["progress"] == 100


def test_our_worker_refuses_a_job_that_needs_a_row_and_has_none(app, alice, work, export):
    calls = []
    export(calls.append)
    job = app.task_queue.enqueue("app.tasks.export_posts", alice.id)
    work(job_class=OwnJob)

    assert calls == [] and job.get_status() is JobStatus.FAILED
    assert f"there is no task {job.id}" in job.latest_result().exc_string


def test_a_plain_worker_runs_what_was_typed_into_a_shell(app, alice, work, export):
    calls = []
    export(calls.append)
    app.task_queue.enqueue("app.tasks.export_posts", alice.id)
    work()

    assert calls == [alice.id]


def test_a_job_function_called_outside_a_worker_just_runs(app):
    calls = []
    job(calls.append)(7)
    report(1, 2)

    assert calls == [7]


def test_a_job_without_an_application_finds_the_public_one(monkeypatch, whole_app):
    apps = []
    monkeypatch.setitem(sys.modules, "microblog", SimpleNamespace(app=whole_app))
    contextvars.Context().run(job(lambda: apps.append(the_app())))

    assert apps == [whole_app]
