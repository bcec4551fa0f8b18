"""The search for programs."""

from itertools import chain

import pytest

from app import db
from tests import factories
from tests.factories import token_of
from tests.support.naughty import SOME
from tests.support.program import Program, ids, walk

MOST_QUERIES = 8


@pytest.fixture
def alices(app, alice):
    return Program(app, token_of(alice))


def test_posts_are_found_a_page_at_a_time(app, alices, alice, monkeypatch):
    monkeypatch.setitem(app.config, "POSTS_PER_PAGE", 2)
    posts = [factories.post(author=alice, body=f"rain & shine {number}").id for number in range(11)][::-1]
    factories.post(author=alice, body="neither")
    pages = walk(alices, "/api/search/posts?q=rain%20%26%20shine")

    assert [*chain(*pages)] == posts and max(map(len, pages)) == 2


def test_a_post_is_told_as_everywhere(alices, alice):
    post = factories.post(author=alice, body="rain")

    assert alices.get("/api/search/posts?q=rain").json["items"] == [alices.get(f"/api/posts/{post.id}").json]


def test_who_is_named_so_comes_first(alices, bob):
    factories.user(username="carla", about_me="bob knows me")
    told = alices.get("/api/search/people?q=@Bob").json

    assert [one["username"] for one in told["items"]] == ["bob", "carla"]
    assert told["items"][0] == alices.get(f"/api/users/{bob.id}").json


@pytest.mark.parametrize("among", ["posts", "people"])
def test_nothing_found_is_a_list_too(alices, among):
    told = alices.get(f"/api/search/{among}?q=nowhere").json

    assert told["items"] == [] and told["_meta"]["per_page"] == 25
    assert told["_links"] == {"self": f"/api/search/{among}?q=nowhere", "next": None, "prev": None}


@pytest.mark.parametrize("asked", [
    "", "q=" + "x" * 201, "q=x&page=2", "q=x&before=1", "q=x&before=1-1", "q=x&before=1-1-1000",
    "q=x&before=99999999999999999999-1-1", "q=x&before=1-2147483648-1", "q=x&before=NaN",
])  # fmt: skip
def test_what_cannot_be_asked_is_refused(alices, asked):
    assert alices.get(f"/api/search/posts?{asked}", expect=422).json["errors"]
    alices.get(f"/api/search/people?{asked}", expect=422)


@pytest.mark.parametrize("before", ["1-1-0", "-1-0-999", "9999999999999999-2099999999-999"])
def test_a_place_that_was_never_named_is_no_fault(alices, alice, before):
    factories.post(author=alice, body="alice")

    for among in ("posts", "people"):
        alices.get(f"/api/search/{among}?q=alice&before={before}")


@pytest.mark.parametrize("text", SOME, ids=ascii)
def test_whatever_is_looked_for_is_no_fault(alices, text):
    for among in ("posts", "people"):
        answer = alices.client.get(f"/api/search/{among}", query_string={"q": text}, headers=alices.headers)
        assert answer.status_code in {200, 400, 422}


@pytest.mark.parametrize("among", ["posts", "people"])
def test_a_page_asks_the_database_little(alices, alice, statements, among):
    for number in range(30):
        factories.post(author=alice, body=f"alice {number}")
        factories.user(about_me="alice")
    statements.clear()
    alices.get(f"/api/search/{among}?q=alice%20from:alice")

    asked = [one for one in statements if not one.startswith("PRAGMA")]
    # PostgreSQL looks through the newest first, and asks again where those are not enough.
    assert len(asked) <= MOST_QUERIES + (db.engine.name == "postgresql")


def test_posts_are_found_by_their_author_alone(alices, alice):
    post = factories.post(author=alice, body="rain")

    assert ids(alices.get("/api/search/posts?q=from:alice")) == [post.id]
