"""Tasks that end, and somebody who wants to know."""

import pytest

from app import db, tasks
from app.jobs import progress
from app.jobs.runner import job
from app.webhooks import registration
from app.webhooks.models import Webhook
from tests.factories import token_of
from tests.support import jobs
from tests.support.program import Program
from tests.support.receivers import receiver


@pytest.fixture
def private_too(setting):
    """This machine may be called."""
    setting(WEBHOOKS_TO_PRIVATE_ADDRESSES=True)


@pytest.fixture
def hooks(private_too):
    """A server that may be called."""
    with receiver() as receiving:
        yield receiving


@pytest.fixture
def alices(app, alice):
    """Alice's program."""
    return Program(app, token_of(alice))


@pytest.fixture
def work(app, monkeypatch):
    """Work until the queue is empty; exports do nothing."""
    monkeypatch.setattr(progress, "REPORT_EVERY_S", 0)
    monkeypatch.setattr(tasks, "export_posts", job(lambda _user_id: None))
    return lambda: jobs.work(app)


@pytest.fixture
def again(app, work):
    """Work on what waits for its next try, as if its time had come."""

    def try_again():
        for call in jobs.tasks(name="call_webhook", complete=False):
            jobs.change(call, run_after=None)
            jobs.swept(call)
        work()

    return try_again


@pytest.fixture
def watched(alice, hooks):
    """A task of Alice's in the queue, with a webhook."""
    task = jobs.ask(alice)
    registration.register(task, hooks.url)
    db.session.commit()
    return task


@pytest.fixture
def hook(watched):
    """How its webhook stands: `hook()`."""
    return lambda: Webhook.of(watched.id)
