"""A thousand requests, each with work to follow its answer, and a web server that is told to end."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from deploy.local.places import NOTICES
from tests.journeys.support.remote import Remote
from tests.journeys.support.steps import PASSWORD

REQUESTS = 1_000
AT_ONCE = 8


@pytest.fixture(scope="module")
def environ():
    return {"API_WRITES_PER_MINUTE": "100000"}


def test_none_of_the_work_is_lost_though_the_server_ends(stack):
    remote = Remote(stack.url, "ada", PASSWORD)
    joining = {"username": "ada", "email": "ada@example.com", "password": PASSWORD}
    remote.ask("POST", "/api/users", joining, expect=201)
    remote.log_in()
    with ThreadPoolExecutor(AT_ONCE) as programs:
        paths = [f"/send-notification/susan@example.com?q={number}" for number in range(REQUESTS)]
        for answer in programs.map(lambda path: remote.ask("POST", path, expect=202), paths):
            assert answer.json == {"message": "Notification sent in the background"}

    stack.process("web").stop()
    words = [json.loads(line)["words"] for line in (stack.folder / NOTICES).read_bytes().splitlines()]
    assert sorted(words) == sorted(
        [f"found query: {number}" for number in range(REQUESTS)] + ["message to susan@example.com"] * REQUESTS
    )
