"""Being called back, for programs."""

import pytest

from app import db
from app.jobs.models import State
from app.models import Webhook
from app.webhooks import registration
from tests import factories
from tests.factories import token_of
from tests.support import jobs
from tests.support.program import Program

URL = "https://hooks.example.org/microblog"
BAD = [None, 1, True, [], {}, "", "x", "http://example.org/", "https://127.0.0.1/", "https://me@example.org/"]


@pytest.fixture
def task(alice):
    return jobs.ask(alice)


@pytest.fixture
def path(task):
    return f"/api/tasks/{task.id}/webhook"


def webhooks():
    return db.session.scalars(db.select(Webhook)).all()


def test_an_address_is_given_and_a_secret_is_got_once(alices, path):
    told = alices.put(path, expect=201, json={"url": URL}).json
    secret = told.pop("secret")

    assert secret.startswith("whsec_") and webhooks()[0].secret == secret
    assert told | {"url": URL, "state": "pending", "attempts": 0, "status": None, "fault": None} == told
    assert alices.get(path).json == told


def test_another_address_takes_its_place_with_another_secret(alices, path):
    first = alices.put(path, expect=201, json={"url": URL}).json
    second = alices.put(path, json={"url": f"{URL}/2"}).json

    assert first["secret"] != second["secret"] and alices.get(path).json["url"] == f"{URL}/2"


def test_an_address_is_withdrawn(alices, path):
    alices.put(path, expect=201, json={"url": URL})
    alices.delete(path)
    alices.get(path, expect=404)
    alices.delete(path)

    assert webhooks() == []


@pytest.mark.parametrize("bad", BAD, ids=ascii)
def test_what_may_not_be_called_is_refused_with_words(alices, path, bad):
    assert "url" in alices.put(path, expect=422, json={"url": bad}).json["errors"]
    assert webhooks() == []


def test_without_an_address_nothing_is_set(alices, path):
    alices.put(path, expect=422)


def test_nobody_else_sets_sees_or_ends_it(app, mallory, alices, path):
    alices.put(path, expect=201, json={"url": URL})
    program = Program(app, token_of(mallory))
    program.put(path, expect=404, json={"url": URL})
    program.get(path, expect=404)
    program.delete(path, expect=404)

    assert len(webhooks()) == 1


def test_what_nobody_sees_has_no_webhook(alices, alice):
    quiet = factories.task(user=alice, quiet=True)

    alices.put(f"/api/tasks/{quiet.id}/webhook", expect=404, json={"url": URL})


def test_who_may_only_read_sets_none(app, alice, path):
    Program(app, token_of(alice, scopes=["read"])).put(path, expect=403, json={"url": URL})


def test_where_the_task_has_ended_already_it_is_called_at_once(alices, alice, hooks, work):
    task = factories.task(user=alice, state=State.DONE, complete=True)
    told = alices.put(f"/api/tasks/{task.id}/webhook", expect=201, json={"url": hooks.url}).json
    work()

    assert [call.told["data"]["state"] for call in hooks.calls] == ["done"] and told["state"] == "pending"
    assert alices.get(f"/api/tasks/{task.id}/webhook").json["state"] == "delivered"


def test_who_has_many_called_at_once_has_to_wait(alices, alice, hooks, monkeypatch):
    monkeypatch.setattr(registration, "MOST_CALLS", 2)
    paths = [
        f"/api/tasks/{factories.task(user=alice, state=State.DONE, complete=True).id}/webhook" for _ in "123"
    ]
    for path in paths[:2]:
        alices.put(path, expect=201, json={"url": hooks.url})

    assert int(alices.put(paths[2], expect=429, json={"url": hooks.url}).headers["Retry-After"]) > 0


def test_what_is_being_called_is_left_when_another_takes_its_place(alices, alice, hooks, work, again):
    task = factories.task(user=alice, state=State.DONE, complete=True)
    hooks.answers[:] = [500]
    alices.put(f"/api/tasks/{task.id}/webhook", expect=201, json={"url": hooks.url})
    work()
    alices.put(f"/api/tasks/{task.id}/webhook", json={"url": f"{hooks.url}/2"})
    again()

    assert [call.path for call in hooks.calls] == ["/hooks", "/hooks/2"]
    assert jobs.tasks(name="call_webhook", complete=False) == []


def test_what_is_being_called_is_called_no_more_when_it_is_withdrawn(alices, alice, hooks, work, again):
    path = f"/api/tasks/{factories.task(user=alice, state=State.DONE, complete=True).id}/webhook"
    hooks.answers[:] = [500]
    alices.put(path, expect=201, json={"url": hooks.url})
    work()
    alices.delete(path)
    again()
    alices.put(path, expect=201, json={"url": hooks.url})

    assert len(hooks.calls) == 1 and len(jobs.tasks(name="call_webhook", complete=False)) == 1
