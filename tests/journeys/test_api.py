"""Two people who have never seen a page: their programs do everything over HTTP."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from tests.journeys.support.remote import Answer, Remote
from tests.journeys.support.steps import PASSWORD
from tests.support.servers import wait_for


def newcomer(stack, username: str) -> Remote:
    """Somebody who has just joined, and their program with a token."""
    remote = Remote(stack.url, username, PASSWORD)
    joining = {"username": username, "email": f"{username}@example.com", "password": PASSWORD}
    remote.ask("POST", "/api/users", joining, expect=201)
    remote.log_in()
    return remote


def bodies(answer: Answer) -> list[str]:
    return [post["body"] for post in answer.json["items"]]


@pytest.fixture(scope="module")
def ada(stack):
    return newcomer(stack, "ada")


@pytest.fixture(scope="module")
def bea(stack):
    return newcomer(stack, "bea")


def test_they_follow_and_answer_one_another_and_find_what_was_said(ada, bea):
    me = ada.ask("GET", "/api/me").json
    assert (me["username"], me["email"]) == ("ada", "ada@example.com")
    post = ada.ask("POST", "/api/posts", {"body": "The lamp is lit, @bea"}, expect=201).json
    bea.ask("PUT", f"/api/users/{me['id']}/follow", expect=204)

    assert bodies(bea.ask("GET", "/api/timeline")) == ["The lamp is lit, @bea"]
    assert bea.ask("GET", "/api/mentions").json["items"][0]["post"]["id"] == post["id"]
    reply = {"body": "I see it", "reply_to": post["id"]}
    bea.ask("POST", "/api/posts", reply, expect=201)
    assert bodies(ada.ask("GET", post["_links"]["replies"])) == ["I see it"]
    assert bodies(ada.ask("GET", "/api/search/posts?q=lamp")) == ["The lamp is lit, @bea"]
    assert ada.ask("GET", post["_links"]["self"]).json["reply_count"] == 1


def test_what_one_writes_the_other_reads_and_hears_of_by_mail(stack, ada, bea):
    to_ada = f"/api/users/{ada.ask('GET', '/api/me').json['id']}/messages"
    bea.ask("POST", to_ada, {"body": "Is the lamp still there?"}, expect=201)
    [conversation] = ada.ask("GET", "/api/conversations").json["items"]
    messages = conversation["_links"]["messages"]

    assert conversation["unread"] and bodies(ada.ask("GET", messages)) == ["Is the lamp still there?"]
    wait_for(lambda: [mail for mail in stack.mails() if mail["To"] == "ada@example.com"], "a mail")
    ada.ask("POST", f"{messages}/read", expect=204)
    assert bea.ask("GET", to_ada).json["items"][0]["read_at"]


def test_an_archive_is_asked_for_waited_for_and_taken_away(ada):
    ada.ask("POST", "/api/posts", {"body": "To be kept"}, expect=201)
    export = ada.ask("POST", "/api/exports", expect=202)
    assert export.headers["Retry-After"]
    task = f"/api/tasks/{export.json['id']}"
    wait_for(lambda: ada.ask("GET", export.headers["Location"]).json["state"] == "ready", "the archive")

    # It is there a moment before the task that mails it has ended.
    ended = wait_for(lambda: (now := ada.ask("GET", task, expect=None)).status == 200 and now, "the task")
    assert ended.json["state"] == "done"
    archive = ada.ask("GET", f"{export.headers['Location']}/file").content
    posts = json.loads(zipfile.ZipFile(io.BytesIO(archive)).read("posts.json"))
    assert "To be kept" in json.dumps(posts)


def test_a_token_that_was_given_back_opens_nothing(bea):
    bea.ask("DELETE", "/api/tokens", expect=204)

    bea.ask("GET", "/api/me", expect=401)
