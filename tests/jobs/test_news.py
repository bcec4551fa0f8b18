"""What the browser is told of a task, and its place in the queue."""

from datetime import timedelta

import pytest

from app.jobs.models import State
from app.models import Notification
from tests import factories
from tests.factories import BEGINNING
from tests.support.jobs import change, told


def test_the_news_of_a_task(alice):
    task = factories.task(user=alice, state=State.RUNNING, progress=40, attempt=1, created_at=BEGINNING)

    assert task.news() == {
        "task_id": task.id, "name": "export_posts", "description": "Exporting posts...",
        "state": "running", "progress": 40, "bar": 40, "attempt": 1, "words": "running",
        "items_done": None, "items_total": None, "eta_s": None, "left": None,
        "cancellable": True, "retryable": False, "dismissed": False, "asked_at": BEGINNING.timestamp(),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "cancellable"),
    [({}, True), ({"committed": True}, False), ({"state": State.DONE}, False)],
)
def test_the_news_say_if_it_can_be_cancelled(alice, columns, cancellable):
    assert factories.task(user=alice, **columns).news()["cancellable"] is cancellable


@pytest.mark.parametrize(
    ("columns", "retryable"),
    [
        ({"state": State.FAILED}, True),
        ({"state": State.FAILED, "reason": "gave-up"}, True),
        ({"state": State.CANCELLED}, True),
        ({"state": State.FAILED, "reason": "unreadable"}, False),
        ({"state": State.FAILED, "reason": "missing"}, False),
        ({"state": State.DONE}, False),
        ({"state": State.RUNNING}, False),
    ],
)
def test_the_news_say_if_another_try_may_help(alice, columns, retryable):
    assert factories.task(user=alice, **columns).news()["retryable"] is retryable


@pytest.mark.parametrize("state", [State.DONE, State.FAILED, State.CANCELLED])
def test_what_is_dismissed_is_told_to_the_other_tabs(alice, state):
    factories.task(user=alice, state=state, complete=True).dismiss()

    assert told(alice)["dismissed"] is True


@pytest.mark.parametrize("state", [State.PENDING, State.RUNNING])
def test_what_has_not_ended_is_not_dismissed(alice, state):
    task = factories.task(user=alice, state=state)
    task.dismiss()

    assert not task.dismissed and Notification.since(alice.id, 0) == []


def waiting(user, sent_s, **columns):
    return factories.task(user=user, sent_at=BEGINNING + timedelta(seconds=sent_s), **columns)


def test_a_place_in_the_queue_is_that_of_all_users(alice, bob):
    waiting(bob, 1)
    waiting(bob, 2, quiet=True)
    waiting(bob, 3, state=State.RUNNING)
    waiting(bob, 4, state=State.CANCELLED, complete=True)
    waiting(bob, 9)

    assert waiting(alice, 5).place() == 3


@pytest.mark.parametrize("columns", [{"sent_at": None}, {"state": State.RUNNING, "sent_at": BEGINNING}])
def test_what_is_not_in_the_queue_has_no_place(alice, columns):
    assert factories.task(user=alice, **columns).place() is None


def test_a_task_without_a_moment_has_none_in_its_news(alice):
    assert change(factories.task(user=alice), created_at=None).news()["asked_at"] is None
