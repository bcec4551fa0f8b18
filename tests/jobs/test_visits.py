"""A visit heals."""

from datetime import timedelta

import pytest

from app.core import clock
from tests.support.jobs import ask, change


@pytest.fixture
def lost(app, alice):
    """A task that Redis has lost."""
    app.extensions["swept_at"] = float("-inf")
    task = change(ask(alice), sent_at=clock.now() - timedelta(hours=1))
    app.redis.flushdb()
    return task


def test_a_poll_of_anybody_sends_what_was_lost(app, as_, bob, lost):
    as_(bob).get("/notifications").response.close()

    assert app.task_queue.job_ids == [f"{lost.id}-1"]


def test_another_page_does_not(app, as_, alice, lost):
    as_(alice).get("/explore").response.close()

    assert app.task_queue.job_ids == []


def test_polls_sweep_every_few_seconds_at_most(app, as_, bob, lost):
    as_(bob).get("/notifications").response.close()
    app.redis.flushdb()
    change(lost, sent_at=clock.now() - timedelta(hours=1))
    as_(bob).get("/notifications").response.close()

    assert app.task_queue.job_ids == []
