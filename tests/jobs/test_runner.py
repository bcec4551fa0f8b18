"""What happens around a task function, in a real RQ worker that runs in this process."""

import pytest
import sqlalchemy as sa
from rq import SimpleWorker
from rq.job import JobStatus

from app import db, tasks
from app.exports import archive
from app.jobs import progress
from app.jobs.models import State
from app.jobs.progress import report
from app.jobs.runner import job
from app.models import Notification, Task, User
from tests import factories


@pytest.fixture
def work(app):
    """Work until the queue is empty, as `rq worker` does but in this process."""

    def run():
        db.session.commit()
        SimpleWorker([app.task_queue], connection=app.redis).work(burst=True)
        db.session.expire_all()

    return run


@pytest.fixture
def export(monkeypatch):
    """Put a function in the place of app.tasks.export_posts."""

    def replace(function):
        monkeypatch.setattr(tasks, "export_posts", job(function))

    return replace


def ask(user, **arguments):
    task = user.launch_task("export_posts", "Exporting posts...", **arguments)
    db.session.commit()
    return task


def told(user):
    [news] = Notification.since(user.id, 0)
    return news.get_data()


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
    assert told(alice)["state"] == "failed"
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

    assert archive.count(alice.id) == 0


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
    task = ask(alice)
    task.complete = True
    work()

    assert calls == []


def test_a_run_that_lost_its_task_cannot_write_any_more(alice, work, export):
    def lose(_user_id):
        db.session.execute(db.update(Task).values(claim="another"))
        db.session.commit()
        report(1, 2)

    export(lose)
    task = ask(alice)
    work()

    assert (task.state, task.progress, task.claim) == (State.RUNNING, 0, "another")


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


def test_progress_is_seen_while_the_job_runs(alice, work, export):
    seen = []

    def half(_user_id):
        report(1, 2)
        seen.append(told(alice))

    export(half)
    ask(alice)
    work()

    assert (seen[0]["state"], seen[0]["progress"]) == ("running", 50)


def test_what_others_write_meanwhile_stops_no_job(alice, bob, work, export):
    def read_while_another_writes(_user_id):
        db.session.get(User, alice_id)
        with db.engine.begin() as another:
            another.execute(sa.update(User).where(User.id == bob_id).values(about_me="meanwhile"))
        report(1, 2)

    alice_id, bob_id = alice.id, bob.id
    export(read_while_another_writes)
    task = ask(alice)
    work()

    assert (task.state, bob.about_me) == (State.DONE, "meanwhile")


def test_the_guides_counter_needs_no_row(app, work, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    counter = app.task_queue.enqueue("app.tasks.example", 3)
    work()

    assert counter.get_status() is JobStatus.FINISHED
    assert counter.get_meta()["progress"] == 100


def test_a_job_function_called_outside_a_worker_just_runs(app):
    calls = []
    job(calls.append)(7)
    report(1, 2)

    assert calls == [7]


class Saved:
    """An RQ job that notes what is saved."""

    def __init__(self):
        self.meta = {}
        self.saved = []

    def save_meta(self):
        self.saved.append(self.meta["progress"])


def test_reports_are_written_a_few_times_a_second(monkeypatch):
    moments = iter([0.0, 0.1, 0.2, 0.3, 0.4])
    monkeypatch.setattr("time.monotonic", lambda: next(moments))
    saved = Saved()
    reporter = progress.Reporter(saved)
    for done in range(5):
        reporter.report(done, 10)

    assert saved.saved == [0, 30]


@pytest.mark.parametrize(("done", "total", "percent"), [(0, 0, 0), (1, 3, 33), (3, 3, 99), (9, 3, 99)])
def test_a_running_job_is_never_at_100(done, total, percent):
    saved = Saved()
    progress.Reporter(saved).report(done, total)

    assert saved.saved == [percent]
