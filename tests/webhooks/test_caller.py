"""Calling back when a task has ended."""

import json
from datetime import datetime
from threading import Event

import pytest
import sqlalchemy as sa

from app import db, tasks
from app.accounts import deletion
from app.core import hosts
from app.jobs import runner
from app.jobs.errors import Permanent
from app.jobs.models import State, Task
from app.jobs.runner import job
from app.webhooks import caller
from app.webhooks.models import Fault, Standing, Webhook
from tests.support import jobs


def calls():
    return db.session.scalars(sa.select(Task).where(Task.name == "call_webhook")).all()


def test_a_task_that_is_done_is_told_as_the_api_tells_it(alices, watched, hooks, work, app):
    work()
    [call] = hooks.calls
    task = alices.get(f"/api/tasks/{watched.id}").json

    assert call.path == "/hooks" and call.headers["Content-Type"].startswith("application/json")
    assert (call.told["type"], call.told["timestamp"]) == ("task.ended", task["ended_at"])
    assert call.told["data"] | {"_links": {}} == task | {"_links": {}}
    assert call.told["data"]["_links"] == {"self": f"{app.config['BASE_URL']}/api/tasks/{watched.id}"}
    assert datetime.fromisoformat(call.told["timestamp"])


def test_what_was_delivered_is_noted(watched, hook, work):
    work()

    assert (hook().state, hook().attempts, hook().status) == (Standing.DELIVERED, 1, 204)


def test_a_task_that_fails_is_told_too(monkeypatch, watched, hooks, work, outbox):
    def fail(user_id):
        raise Permanent("too-large")

    monkeypatch.setattr(tasks, "export_posts", job(fail))
    work()

    assert [(call.told["data"]["state"], call.told["data"]["reason"]) for call in hooks.calls] == [
        ("failed", "too-large")
    ]


def test_a_task_that_is_cancelled_is_told_too(watched, hooks, work):
    runner.cancel(watched)
    work()

    assert [call.told["data"]["state"] for call in hooks.calls] == ["cancelled"]


def test_nobody_is_called_for_a_task_without_a_webhook(alice, work):
    jobs.ask(alice)
    work()

    assert calls() == []


def test_the_call_is_seen_by_nobody(as_, alice, watched, work, outbox, hooks):
    hooks.answers[:] = [400]
    work()

    assert [call.quiet for call in calls()] == [True] and outbox == []


def test_who_is_busy_is_called_again_with_the_same_id(hooks, watched, hook, work, again):
    hooks.answers[:] = [500, 429]
    work()
    assert (hook().state, hook().status, hook().attempts) == (Standing.PENDING, 500, 1)
    again()
    again()

    assert (hook().state, hook().attempts) == (Standing.DELIVERED, 3)
    assert len({call.headers["webhook-id"] for call in hooks.calls}) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408, 429, 599])
def test_what_passes_is_tried_again(hooks, watched, hook, work, status):
    hooks.answers[:] = [status]
    work()

    assert (hook().state, hook().status) == (Standing.PENDING, status)
    assert [call.state for call in calls()] == [State.PENDING]


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 401, 404, 410, 422])
def test_what_does_not_pass_is_final_and_followed_nowhere(hooks, watched, hook, work, status):
    hooks.answers[:] = [status]
    work()

    assert (hook().state, hook().status) == (Standing.FAILED, status)
    assert len(hooks.calls) == 1 and [call.state for call in calls()] == [State.DONE]


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_yes_is_one(hooks, watched, hook, work, status):
    hooks.answers[:] = [status]
    work()

    assert hook().state is Standing.DELIVERED


def test_in_the_end_it_is_given_up_and_nobody_is_woken(hooks, hook, work, again, setting, caplog):
    setting(JOB_MOST_ATTEMPTS=2)
    hooks.answers[:] = [503, 503]
    work()
    again()

    assert (hook().state, hook().status, hook().attempts) == (Standing.FAILED, 503, 2)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_where_nobody_listens_it_is_tried_again(hooks, watched, hook, work):
    db.session.execute(sa.update(Webhook).values(url="http://127.0.0.1:1/"))
    work()

    assert (hook().state, hook().fault, hook().status) == (Standing.PENDING, Fault.UNREACHABLE, None)


def test_who_takes_too_long_is_called_again(hooks, watched, hook, work, monkeypatch):
    monkeypatch.setattr(caller, "ANSWER_WITHIN_S", 0.2)
    ended = Event()
    hooks.before = lambda: ended.wait(10)
    work()
    ended.set()

    assert (hook().state, hook().fault) == (Standing.PENDING, Fault.TOO_SLOW)


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"])
def test_a_name_that_leads_elsewhere_is_not_called(watched, hook, work, setting, monkeypatch, address):
    setting(WEBHOOKS_TO_PRIVATE_ADDRESSES=False)
    db.session.execute(sa.update(Webhook).values(url="https://rebound.example.org/hooks"))
    monkeypatch.setattr(hosts, "_look_up", lambda *_place: [hosts.Place(2, (address, 443))])
    work()

    assert (hook().state, hook().fault) == (Standing.FAILED, Fault.NOT_ALLOWED)


def test_what_was_allowed_once_is_not_for_ever(watched, hooks, hook, work, setting):
    setting(WEBHOOKS_TO_PRIVATE_ADDRESSES=False)
    work()

    assert hook().fault is Fault.NOT_ALLOWED and hooks.calls == []


def test_a_task_that_is_tried_again_and_ends_again_calls_again(hooks, watched, hook, work):
    watched.cancel()
    work()
    watched.retry()
    work()

    assert [call.told["data"]["state"] for call in hooks.calls] == ["cancelled", "done"]
    assert len({call.headers["webhook-id"] for call in hooks.calls}) == 2 and hook().attempts == 1


def test_what_has_been_overtaken_is_not_told(hooks, watched, work):
    watched.cancel()
    watched.retry()
    work()

    assert [call.told["data"]["state"] for call in hooks.calls] == ["done"]


def test_a_call_that_was_taken_off_has_failed(hooks, watched, hook, work):
    hooks.answers[:] = [500]
    work()
    runner.cancel(calls()[0])

    assert hook().state is Standing.FAILED


def test_a_call_whose_worker_died_at_the_wrong_moment_is_settled_by_the_sweep(hooks, watched, hook, work):
    hooks.answers[:] = [500]
    work()
    [call] = calls()
    call.cancel()
    db.session.commit()
    assert caller.unsettled() == [call.id]
    caller.close(call.id)

    assert (hook().state, caller.unsettled()) == (Standing.FAILED, [])


def test_what_was_delivered_stays_delivered(watched, hook, work):
    work()
    caller.close(hook().call_id)

    assert hook().state is Standing.DELIVERED


def test_who_deletes_their_account_calls_nobody(alice, watched, hooks, work):
    deletion.delete(alice)
    work()

    assert hooks.calls == [] and db.session.scalars(sa.select(Webhook)).all() == []


def test_who_is_suspended_calls_nobody(alice, watched, hooks, work):
    alice.suspended_at = watched.created_at
    work()

    assert hooks.calls == []


def test_the_body_is_the_same_in_each_attempt(hooks, watched, work, again):
    hooks.answers[:] = [500]
    work()
    again()

    assert hooks.calls[0].body == hooks.calls[1].body and json.loads(hooks.calls[0].body)
