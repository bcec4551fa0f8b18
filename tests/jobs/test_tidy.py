"""What tasks leave behind, and who throws it away."""

import io

import pytest
import sqlalchemy as sa

from app import db
from app.core import storage
from app.exports import archives
from app.exports.models import path_of
from app.jobs import sweep as sweeping
from app.jobs.lease import Lease
from app.jobs.runner import Kind
from app.models import Notification
from tests.support.jobs import ask


def keep(name):
    storage.put(path_of(name, "key"), io.BytesIO(b"{}"))


def kept():
    return archives.leftovers()


@pytest.fixture(autouse=True)
def _empty(app):
    """A store in which nothing is left from another test."""
    for name in archives.leftovers():
        archives.tidy(name)


def test_an_archive_that_no_active_task_needs_is_thrown_away(alice):
    task = ask(alice)
    keep(task.id)
    keep("of-a-user-who-was-deleted")
    db.session.rollback()
    sweeping.tidy()

    assert kept() == {task.id}


def test_that_is_seen_to_once_an_hour(app):
    sweeping.sweep_if_due()
    keep("later")
    db.session.execute(sa.delete(Lease).where(Lease.name == "sweep"))
    db.session.commit()

    assert sweeping.sweep_if_due()
    assert kept() == {"later"}


def test_what_a_kind_of_task_does_hourly_is_done_once_an_hour(export):
    done = []
    export(lambda _user_id: None, hourly=lambda: done.append("once"))
    sweeping.sweep_if_due()
    db.session.execute(sa.delete(Lease).where(Lease.name == "sweep"))
    db.session.commit()

    assert sweeping.sweep_if_due()
    assert done == ["once"]


def test_a_kind_that_fails_hourly_stops_nobody(export, caplog):
    def fail():
        db.session.execute(sa.text("no statement"))

    export(lambda _user_id: None, hourly=fail, on_end=archives.tidy, leftovers=archives.leftovers)
    keep("of-a-user-who-was-deleted")

    assert sweeping.sweep_if_due()
    assert "the hourly part of <lambda> failed" in caplog.text and kept() == set()


def test_what_cannot_be_thrown_away_now_stops_nobody(app, caplog):
    def fail(_task_id):
        raise OSError("the store is away")

    Kind(lambda: None, on_end=fail).tidy("a-task")

    assert "task a-task left something behind" in caplog.text


def test_once_an_hour_old_notifications_are_deleted(app, alice):
    alice.add_notification("unread_message_count", 1).timestamp = 1.0
    db.session.commit()
    sweeping.sweep_if_due()

    assert Notification.since(alice.id, 0) == []
