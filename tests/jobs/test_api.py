"""Tasks for programs: how they stand, and stopping them."""

import pytest

from app.jobs.models import State
from tests import factories
from tests.factories import token_of
from tests.support.program import Program


@pytest.fixture
def alices(app, alice):
    return Program(app, token_of(alice))


def test_a_task_under_way_is_told_with_when_to_look_again(alices, alice):
    task = factories.task(user=alice, state=State.RUNNING, progress=20, items_done=2, items_total=10)
    answer = alices.get(f"/api/tasks/{task.id}", expect=202)

    told = {"state": "running", "progress": 20, "items_done": 2, "items_total": 10, "eta_s": None}
    assert answer.json | told == answer.json and int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("state", [State.DONE, State.FAILED, State.CANCELLED])
def test_a_task_that_is_over_is_told_as_such(alices, alice, state):
    task = factories.task(user=alice, state=state, complete=True)
    answer = alices.get(f"/api/tasks/{task.id}")

    assert "Retry-After" not in answer.headers and "cancel" not in answer.json["_links"]


def test_a_task_is_stopped(alices, alice):
    task = factories.task(user=alice)
    answer = alices.post(alices.get(f"/api/tasks/{task.id}", expect=202).json["_links"]["cancel"])

    assert answer.json["state"] == "cancelled"
    alices.post(f"/api/tasks/{task.id}/cancel", expect=409)


def test_tasks_are_listed_with_the_newest_first(alices, alice, bob):
    tasks = [factories.task(user=alice, active_key=None).id for _ in range(2)]
    factories.task(user=bob)
    factories.task(user=alice, quiet=True)

    assert [one["id"] for one in alices.get("/api/tasks").json["items"]] == tasks[::-1]


def test_other_peoples_tasks_are_not_there(alices, bob):
    task = factories.task(user=bob)
    alices.get(f"/api/tasks/{task.id}", expect=404)
    alices.post(f"/api/tasks/{task.id}/cancel", expect=404)

    assert task.state is State.PENDING
