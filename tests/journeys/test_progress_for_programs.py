"""Programs follow a task in the three ways of docs/progress.md, with the code of that page."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from tests.journeys.support import community
from tests.journeys.support.remote import Remote
from tests.journeys.support.steps import PASSWORD
from tests.support.receivers import Call, receiver
from tests.support.servers import wait_for

PAGE = Path(__file__).parent.parent.parent / "docs" / "progress.md"
ENDED = {"done", "failed", "cancelled"}


@pytest.fixture(scope="module")
def environ():
    return {"JOB_LEASE_S": "3", "JOB_RETRY_BASE_S": "1", "JOB_RETRY_MOST_S": "2", "SWEEP_EVERY_S": "1"}


@pytest.fixture(scope="module")
def page() -> Iterator[dict[str, Any]]:
    """What the page's Python defines."""
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        # The machine's proxy, if it has one, knows nothing of our loopback.
        patch.setenv("no_proxy", "*")
        for code in re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL):
            exec(compile(code, PAGE.name, "exec"), names)  # noqa: S102
        yield names


@pytest.fixture(scope="module")
def carla(stack):
    """Somebody with many posts, and a program with a token."""
    carla = Remote(stack.url, "carla", PASSWORD)
    joining = {"username": "carla", "email": "carla@example.com", "password": PASSWORD}
    carla.ask("POST", "/api/users", joining, expect=201)
    carla.log_in()
    community.write_posts(stack, "carla", 3_000)
    return carla


@pytest.fixture
def token(carla):
    return carla.key.removeprefix("Bearer ")


@pytest.fixture
def hooks():
    with receiver() as receiving:
        yield receiving


def asked(carla: Remote, **choice: Any) -> dict[str, Any]:
    """An export that has just been asked for."""
    return carla.ask("POST", "/api/exports", choice, expect=202).json


def settled(carla: Remote, task_id: str) -> dict[str, Any]:
    """What became of the call about a task."""
    path = f"/api/tasks/{task_id}/webhook"
    return wait_for(lambda: (told := carla.ask("GET", path).json)["state"] != "pending" and told, "the call")


def check(call: Call, secret: str, page: dict[str, Any]) -> None:
    """Verify a call as the page does, and as the specification's library does."""
    assert page["is_genuine"](call.headers, call.body, secret)
    assert Webhook(secret).verify(call.body, call.headers) == call.told


def test_a_program_asks_until_it_is_over(stack, carla, token, page):
    export = asked(carla)
    task = page["wait_for"](stack.url, token, export["id"])

    assert (task["id"], task["state"], task["progress"]) == (export["id"], "done", 100)


def test_a_program_is_told_from_the_click_to_the_end(stack, carla, token, page):
    export = asked(carla)
    told = [*page["watch"](stack.url, token, export["id"])]

    assert told[-1]["state"] == "done" and told[-1]["progress"] == 100
    assert {news["task_id"] for news in told} == {export["id"]}


def test_who_comes_back_hears_what_came_meanwhile(stack, carla, token, page):
    page["wait_for"](stack.url, token, asked(carla)["id"])
    listening = page["listen"](stack.url, token)
    last, _news = next(listening)
    listening.close()
    export = asked(carla)
    page["wait_for"](stack.url, token, export["id"])

    missed = (news for _id, news in page["listen"](stack.url, token, last))
    assert (
        next(news for news in missed if news["data"].get("task_id") == export["id"])["data"]["state"] in ENDED
    )


def test_a_stream_ends_with_its_token(stack, carla, page):
    other = Remote(stack.url, "carla", PASSWORD)
    other.log_in()
    asked(carla)
    listening = page["listen"](stack.url, other.key.removeprefix("Bearer "))
    next(listening)
    other.ask("DELETE", "/api/tokens", expect=204)
    # Otherwise there is no end to this.
    for _id, _news in listening:
        pass

    other.ask("GET", "/api/notifications/stream", expect=401)


def test_a_program_is_called_back_until_it_has_answered(carla, hooks, page):
    hooks.answers[:] = [500, 500]
    export = asked(carla, webhook=hooks.url)
    told = settled(carla, export["id"])

    assert (told["state"], told["attempts"], told["status"]) == ("delivered", 3, 204)
    for call in hooks.calls:
        check(call, export["webhook"]["secret"], page)
    assert len({call.headers["webhook-id"] for call in hooks.calls}) == 1
    assert hooks.calls[-1].told["data"]["state"] == "done"


def test_a_call_survives_the_death_of_its_worker(stack, carla, hooks, page):
    arrived, killed = threading.Event(), threading.Event()

    def hold_the_first() -> None:
        if not arrived.is_set():
            arrived.set()
            killed.wait(60)

    hooks.before = hold_the_first
    export = asked(carla, webhook=hooks.url)
    assert arrived.wait(60)
    worker = stack.process("worker-1")
    worker.kill()
    killed.set()
    worker.start()
    told = settled(carla, export["id"])

    assert told["state"] == "delivered" and told["attempts"] == len(hooks.calls) >= 2
    assert len({call.headers["webhook-id"] for call in hooks.calls}) == 1
    check(hooks.calls[-1], export["webhook"]["secret"], page)


def test_who_asks_too_late_is_called_at_once(stack, carla, token, hooks, page):
    export = asked(carla)
    page["wait_for"](stack.url, token, export["id"])
    hook = carla.ask("PUT", f"/api/tasks/{export['id']}/webhook", {"url": hooks.url}, expect=201).json

    assert settled(carla, export["id"])["state"] == "delivered"
    check(hooks.calls[0], hook["secret"], page)
