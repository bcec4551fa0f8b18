"""Asking for background work."""

import pytest
import sqlalchemy as sa

from app import db
from app.jobs.models import State
from app.jobs.owner import AlreadyRunning
from app.models import Notification, Task
from tests import factories


def launch(user):
    task = user.launch_task("export_posts", "Exporting posts...")
    db.session.commit()
    return task


def queued(app):
    return app.task_queue.job_ids


def test_a_task_is_in_the_queue_under_its_own_id_once_committed(app, alice):
    task = alice.launch_task("export_posts", "Exporting posts...")
    assert queued(app) == []

    db.session.commit()

    assert queued(app) == [task.id]
    assert task.get_rq_job().func_name == "app.tasks.export_posts"
    assert task.get_rq_job().args == (alice.id,)


def test_further_arguments_go_with_the_job(app, alice):
    task = alice.launch_task("export_posts", "Exporting posts...", 7, colour="red")
    db.session.commit()

    assert task.get_rq_job().args == (alice.id, 7)
    assert task.get_rq_job().kwargs == {"colour": "red"}


def test_a_rolled_back_request_sends_nothing(app, alice):
    alice.launch_task("export_posts", "Exporting posts...")
    db.session.rollback()
    db.session.commit()

    assert queued(app) == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Task)) == 0


def test_a_released_savepoint_sends_nothing(app, alice):
    with db.session.begin_nested():
        alice.launch_task("export_posts", "Exporting posts...")

    assert queued(app) == []


def test_a_rolled_back_savepoint_keeps_what_was_asked_for_outside(app, alice):
    task = alice.launch_task("export_posts", "Exporting posts...")
    db.session.begin_nested().rollback()
    db.session.commit()

    assert queued(app) == [task.id]


def test_a_second_task_of_the_kind_is_refused_by_the_database(alice):
    launch(alice)

    with pytest.raises(AlreadyRunning):
        launch(alice)


def test_the_refusal_leaves_the_rest_of_the_request_alone(app, alice):
    launch(alice)
    alice.about_me = "changed in the same request"
    with pytest.raises(AlreadyRunning):
        launch(alice)
    db.session.commit()
    db.session.refresh(alice)

    assert alice.about_me == "changed in the same request"
    assert len(queued(app)) == 1


def test_others_may_ask_at_the_same_time(alice, bob):
    assert launch(alice).id != launch(bob).id


def test_what_is_complete_is_not_in_progress(alice):
    factories.task(user=alice, complete=True, state=State.DONE)
    waiting = launch(alice)

    assert alice.get_tasks_in_progress() == [waiting]
    assert alice.get_task_in_progress("export_posts") == waiting
    assert alice.get_task_in_progress("something_else") is None


def test_the_browser_is_told_at_once(alice):
    task = launch(alice)
    [news] = Notification.since(alice.id, 0)

    assert (news.name, news.about) == ("task_progress", task.id)
    assert news.get_data() == task.news() and task.news()["state"] == "pending"
