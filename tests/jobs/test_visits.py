"""A visit heals."""

from datetime import timedelta

import pytest

from app.core import clock
from tests.support.jobs import ask, change


@pytest.fixture
def lost(app, alice, monkeypatch):
    """A task that Redis has lost."""
    monkeypatch.setattr(app.extensions["visits"], "swept_at", float("-inf"))
    task = change(ask(alice), sent_at=clock.now() - timedelta(hours=1))
    app.redis.flushdb()
    return task


@pytest.mark.parametrize("path", ["/notifications", "/explore"])
def test_any_answer_to_anybody_sends_what_was_lost(app, as_, bob, lost, path):
    as_(bob).get(path).response.close()

    assert app.task_queue.job_ids == [f"{lost.id}-1"]


def test_answers_sweep_every_few_seconds_at_most(app, as_, bob, lost):
    as_(bob).get("/notifications").response.close()
    app.redis.flushdb()
    change(lost, sent_at=clock.now() - timedelta(hours=1))
    as_(bob).get("/notifications").response.close()

    assert app.task_queue.job_ids == []
