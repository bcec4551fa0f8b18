"""What a site is made to lack."""

import pytest
from rq import Worker

from app.core import redis
from app.jobs.workers import OWN_KIND
from tests.support.apps import another_app
from tests.support.jobs import NOBODY_LISTENS
from tests.support.stamps import head, stamped

TOKEN = "a-token-that-opens-the-numbers"


@pytest.fixture
def without_redis(app, monkeypatch):
    """Redis is away."""
    monkeypatch.setattr(app, "redis", redis.connect(NOBODY_LISTENS))


@pytest.fixture
def worker(app):
    """Register a worker, ours or one of RQ's own."""

    def register(*, ours=True, **fields):
        made = Worker([app.task_queue], connection=app.redis)
        made.register_birth()
        kind = {"kind": OWN_KIND} if ours else {}
        app.redis.hset(made.key, mapping={"state": "idle"} | kind | fields)
        return made

    return register


@pytest.fixture
def migrated(app):
    """The database says that it has all migrations."""
    with stamped(head()):
        yield


@pytest.fixture
def counting_app(app, monkeypatch):
    """An application whose numbers somebody may read, in its context."""
    with another_app(app, METRICS_TOKEN=TOKEN) as other, other.app_context():
        # A thread that outlives its test would count in the next one.
        monkeypatch.setattr(other.extensions["measures"], "hand_over_soon", lambda: None)
        yield other
