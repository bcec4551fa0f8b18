"""What is not shown: the posts of people whom one blocked or muted, and of suspended accounts."""

import pytest

from app import db
from tests import factories
from tests.factories import token_of
from tests.support.program import bearer

HERE = "the words of bob"


@pytest.fixture
def post(alice, bob):
    alice.follow(bob)
    return factories.post(author=bob, body=f"{HERE} @alice")


def seen(as_, reader, path):
    return HERE in as_(reader)._request(path, "GET").text


def settle(alice, bob, how):
    alice.block(bob) if how == "block" else alice.mute(bob) if how == "mute" else bob.suspend("spam")
    db.session.commit()


@pytest.mark.parametrize("how", ["block", "mute", "suspend"])
@pytest.mark.parametrize("path", ["/", "/explore", "/search?q=words", "/mentions"])
def test_no_list_has_them(as_, alice, bob, how, path):
    alice.follow(bob)
    bob.write(f"{HERE} @alice")
    db.session.commit()
    assert seen(as_, alice, path)

    settle(alice, bob, how)

    assert not seen(as_, alice, path)


@pytest.mark.parametrize("how", ["block", "mute"])
@pytest.mark.parametrize("path", ["/explore", "/search?q=words", "/user/bob"])
def test_others_see_them_as_before(as_, alice, bob, mallory, post, how, path):
    settle(alice, bob, how)

    assert seen(as_, mallory, path) and seen(as_, bob, path)


def test_home_does_not_count_them_as_new(as_, alice, bob, post):
    assert as_(alice).get("/posts/new?after=0-1").json["count"] == 1

    settle(alice, bob, "mute")

    assert as_(alice).get("/posts/new?after=0-1").json["count"] == 0


@pytest.mark.parametrize(("how", "words"), [
    ("block", "A post by somebody you have blocked"),
    ("suspend", "A post by somebody whose account is suspended"),
])  # fmt: skip
def test_in_a_thread_a_line_stands_in_their_place(as_, alice, bob, post, how, words):
    reply = alice.write("no", reply_to=post)
    settle(alice, bob, how)
    for path in (f"/posts/{post.id}", f"/posts/{reply.id}"):
        page = as_(alice)._request(path, "GET").text
        assert words in page and HERE not in page


def test_in_a_thread_who_is_muted_is_read(as_, alice, bob, post):
    settle(alice, bob, "mute")

    assert seen(as_, alice, f"/posts/{post.id}") and seen(as_, alice, "/user/bob")


@pytest.mark.parametrize(("how", "words"), [
    ("block", "You have blocked bob."), ("suspend", "This account is suspended."),
])  # fmt: skip
def test_a_profile_says_why_it_has_no_posts(as_, alice, bob, post, how, words):
    settle(alice, bob, how)
    page = as_(alice).get("/user/bob")

    assert words in page.text and HERE not in page.text


def test_a_search_finds_no_person_who_is_suspended(as_, alice, bob):
    assert "/user/bob" in as_(alice)._request("/search?in=people&q=bob", "GET").text

    settle(alice, bob, "suspend")

    assert "/user/bob" not in as_(alice)._request("/search?in=people&q=bob", "GET").text


@pytest.mark.parametrize("how", ["block", "mute", "suspend"])
@pytest.mark.parametrize("path", ["/api/posts", "/api/timeline"])
def test_programs_do_not_list_them(app, alice, bob, post, how, path):
    headers = bearer(token_of(alice))
    settle(alice, bob, how)

    assert app.test_client().get(path, headers=headers).json["items"] == []


@pytest.mark.parametrize("how", ["block", "suspend"])
def test_programs_do_not_read_them(app, alice, bob, post, how):
    headers, client = bearer(token_of(alice)), app.test_client()
    settle(alice, bob, how)

    assert client.get(f"/api/posts/{post.id}", headers=headers).status_code == 404
    assert client.get(f"/api/users/{bob.id}/posts", headers=headers).json["items"] == []


def test_nothing_of_a_suspended_account_is_translated(as_, alice, bob, post):
    settle(alice, bob, "suspend")

    assert as_(alice)._request("/translate", "POST", data={"post_id": post.id}).status_code in {400, 404, 501}
