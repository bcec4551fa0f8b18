"""What tests of jobs share."""

from __future__ import annotations

import pytest

from app import tasks
from app.core import redis
from app.jobs import progress, watch
from app.jobs.runner import job
from tests.support import jobs


@pytest.fixture
def work(app, monkeypatch):
    """Work until the queue is empty; whatever a job reports is written at once."""
    monkeypatch.setattr(progress, "REPORT_EVERY_S", 0)
    return lambda **options: jobs.work(app, **options)


@pytest.fixture
def export(monkeypatch):
    """Put a function in the place of app.tasks.export_posts."""

    def replace(function, **options):
        monkeypatch.setattr(tasks, "export_posts", job(**options)(function))

    return replace


@pytest.fixture
def watchful(monkeypatch):
    """Runs that look around them all the time."""
    monkeypatch.setattr(watch, "LOOK_EVERY_S", 0.01)


@pytest.fixture(autouse=True)
def nobody_asked_to_end():
    """What a test told this process is forgotten."""
    yield
    watch.end_requested.clear()


@pytest.fixture
def without_redis(app, monkeypatch):
    """Redis is away."""
    away = redis.connect(jobs.NOBODY_LISTENS)
    monkeypatch.setattr(app.task_queue, "connection", away)
    monkeypatch.setattr(app, "redis", away)
