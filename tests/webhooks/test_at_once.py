"""What a program and a worker do at once, on databases where that can happen."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from app import db
from app.jobs.models import State, Task
from app.models import Webhook
from app.transactions import begin_writing
from app.webhooks import registration
from tests import factories
from tests.factories import token_of
from tests.support import jobs
from tests.support.program import Program

URL = "https://hooks.example.org/microblog"
ROUNDS = 10


@pytest.fixture
def task(app):
    """A task of Alice's on a database of each kind."""
    return jobs.ask(factories.user(username="alice"))


@pytest.fixture
def both(app):
    """Do two things at once, each in a process of its own as it were."""

    def run(*functions):
        def in_context(function):
            with app.app_context():
                begin_writing()
                function()
                db.session.commit()

        db.session.commit()
        with ThreadPoolExecutor(len(functions)) as threads:
            [*threads.map(in_context, functions)]
        db.session.expire_all()

    return run


def waiting_calls():
    waiting = sa.select(Task.id).where(Task.name == "call_webhook", Task.complete.is_(False))
    return db.session.scalars(waiting).all()


def test_a_webhook_that_comes_as_its_task_ends_is_called(task, both):
    task_id = task.id
    for _round in range(ROUNDS):
        both(
            lambda: registration.register(db.session.get_one(Task, task_id), URL),
            lambda: Task.move(task_id, State.CANCELLED),
        )
        assert waiting_calls() == [Webhook.of(task_id).call_id]
        registration.withdraw(task)
        task.retry()


def test_addresses_that_come_at_once_leave_one_call(app, task):
    jobs.cancel(task.id)
    path, token = f"/api/tasks/{task.id}/webhook", token_of(task.user)

    def ask(number):
        with app.app_context():
            program = Program(app, token)
            return program.client.put(path, headers=program.headers, json={"url": f"{URL}/{number}"})

    db.session.commit()
    with ThreadPoolExecutor(4) as threads:
        answers = [*threads.map(ask, range(4))]

    assert {answer.status_code for answer in answers} <= {200, 201}
    assert waiting_calls() == [Webhook.of(task.id).call_id]
