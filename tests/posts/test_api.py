"""Posts for programs: the timelines, writing, and taking back."""

from itertools import chain

import pytest

from app import db
from app.models import Post
from tests import factories
from tests.factories import token_of
from tests.support.program import Program, ids, walk


@pytest.fixture
def alices(app, alice):
    return Program(app, token_of(alice))


def test_one_writes_and_reads(alices, alice):
    answer = alices.post("/api/posts", expect=201, json={"body": " Hello\r\nyou 💾 "})
    told = alices.get(answer.headers["Location"]).json

    assert told == answer.json and told["body"] == "Hello\nyou 💾"
    assert told["author"] == {"id": alice.id, "username": "alice"}
    assert told["_links"]["author"] == f"/api/users/{alice.id}"


@pytest.mark.parametrize(
    "body", ["", " ", "\u2800", "x" * 501, "e" + "\u0301" * 7000, 7, None, ["x"]], ids=ascii
)
def test_what_the_form_refuses_is_refused(alices, body):
    answer = alices.post("/api/posts", expect=422, json={"body": body})

    assert set(answer.json["errors"]) == {"body"} and not db.session.scalars(db.select(Post)).all()


def test_one_takes_back_what_is_ones_own(alices, alice):
    path = f"/api/posts/{factories.post(author=alice).id}"
    alices.delete(path)

    alices.delete(path, expect=404)


def test_nobody_takes_back_what_is_another_s(alices, bob):
    post = factories.post(author=bob)
    alices.delete(f"/api/posts/{post.id}", expect=403)

    assert db.session.get(Post, post.id)


@pytest.mark.parametrize("path", ["/api/posts", "/api/timeline", "/api/users/{}/posts"])
def test_a_list_is_walked_in_both_directions(alices, alice, path):
    posts = [factories.post(author=alice).id for _ in range(5)][::-1]
    path = path.format(alice.id)
    forth = walk(alices, f"{path}?per_page=2")
    last = alices.get(alices.get(f"{path}?per_page=2").json["_links"]["next"])
    last = alices.get(last.json["_links"]["next"])

    assert forth == [posts[:2], posts[2:4], posts[4:]]
    assert walk(alices, last.json["_links"]["prev"], "prev") == [posts[2:4], posts[:2]]
    assert walk(alices, f"{path}?per_page=2&page=2") == [posts[2:4], posts[4:]]


@pytest.mark.parametrize("path", ["/api/posts", "/api/timeline", "/api/users/{}/posts"])
def test_posts_of_one_moment_are_each_told_once(alices, alice, path):
    posts = [factories.post(author=alice, timestamp=factories.BEGINNING).id for _ in range(5)][::-1]

    assert [*chain(*walk(alices, f"{path.format(alice.id)}?per_page=2"))] == posts


def test_the_timeline_has_those_whom_one_follows(alices, alice, bob, mallory):
    alice.follow(bob)
    own, followed, _other = [factories.post(author=author).id for author in (alice, bob, mallory)]

    assert ids(alices.get("/api/timeline")) == [followed, own]
    assert len(ids(alices.get("/api/posts"))) == 3


def test_one_asks_what_has_come_since(alices, alice):
    factories.post(author=alice)
    place = alices.get("/api/timeline?per_page=1").json["items"][0]["id"]
    older = alices.get("/api/timeline?per_page=1").json
    cursor = f"{int(db.session.get(Post, place).timestamp.timestamp() * 1_000_000)}-{place}"
    new = [factories.post(author=alice).id for _ in range(3)]

    assert older["items"] and ids(alices.get(f"/api/timeline?after={cursor}")) == new[::-1]
    assert ids(alices.get(f"/api/timeline?after={cursor}&per_page=1")) == new[:1]


def test_an_empty_list_leads_nowhere(alices):
    told = alices.get("/api/timeline").json

    assert told["items"] == [] and told["_links"] == {"self": "/api/timeline", "next": None, "prev": None}


def test_posts_of_all_times_have_a_place(alices, alice):
    moments = [factories.BEGINNING.replace(year=year) for year in (1901, 1969, 1970, 4999)]
    posts = [factories.post(author=alice, timestamp=moment).id for moment in moments]

    assert [*chain(*walk(alices, "/api/posts?per_page=1"))] == posts[::-1]


def test_links_repeat_nothing_but_the_place(alices):
    alices.get("/api/posts?_external=1&_scheme=javascript", expect=422)

    assert alices.get("/api/posts?per_page=3").json["_links"]["self"] == "/api/posts?per_page=3"
