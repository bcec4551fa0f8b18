"""The pages and buttons that keep people apart."""

import pytest

from app import db
from tests import factories
from tests.factories import token_of
from tests.support.program import bearer


@pytest.mark.parametrize(("verb", "undo"), [("block", "Unblock"), ("mute", "Unmute")])
def test_a_profile_offers_to_and_to_undo_it(as_, alice, bob, verb, undo):
    visitor = as_(alice)
    assert undo not in visitor.get("/user/bob").text

    page = visitor.get(visitor.post(f"/{verb}/bob", on="/user/bob").location)
    assert undo in page.text
    visitor.post("/release/bob")

    assert undo not in visitor.get("/user/bob").text


@pytest.mark.parametrize("verb", ["block", "mute", "release"])
def test_nobody_does_it_to_themselves_or_to_nobody(as_, alice, verb):
    as_(alice).post(f"/{verb}/alice", expect=422)
    as_(alice).post(f"/{verb}/nobody", expect=404)


def test_twice_is_once(as_, alice, bob):
    for _time in range(2):
        as_(alice).post("/block/bob")

    assert alice.relation_to(bob).blocks


def test_a_page_lists_whom_one_keeps_away(as_, alice, bob, mallory):
    alice.block(bob)
    alice.mute(mallory)
    page = as_(alice).get("/settings/blocked")

    assert "Unblock" in page.text and "Unmute" in page.text
    assert as_(alice).post("/release/bob", back="/settings/blocked").location == "/settings/blocked"
    assert "Nobody" in as_(bob).get("/settings/blocked").text


def test_who_is_blocked_cannot_follow(as_, app, alice, bob):
    alice.block(bob)
    as_(bob).post("/follow/alice")
    headers = bearer(token_of(bob))
    assert app.test_client().put(f"/api/users/{alice.id}/follow", headers=headers).status_code == 403

    assert not bob.is_following(alice)


@pytest.mark.parametrize("path", ["/send_message/alice", "/messages/alice"])
def test_who_is_blocked_cannot_write(as_, alice, bob, path):
    alice.block(bob)

    assert "cannot write to alice" in as_(bob).post(path, expect=403, message="hello").text
    assert alice.unread_message_count() == 0


def test_what_was_written_before_a_block_can_be_read(as_, alice, bob):
    factories.message(author=bob, recipient=alice, body="remember this")
    alice.block(bob)
    for one, other in ((alice, "bob"), (bob, "alice")):
        page = as_(one).get(f"/messages/{other}")
        assert "remember this" in page.text and page.all("textarea") == []


def test_who_is_blocked_cannot_reply(as_, alice, bob):
    post = factories.post(author=alice)
    alice.block(bob)
    db.session.commit()

    assert as_(bob).get(f"/posts/{post.id}").all("textarea") == []
    as_(bob).post(f"/posts/{post.id}", expect=403, post="but")


def test_who_wrote_a_post_may_reply_to_it(as_, alice):
    post = factories.post(author=alice)

    as_(alice).post(f"/posts/{post.id}", on=f"/posts/{post.id}", post="one more thing")


@pytest.mark.parametrize("how", ["block", "mute"])
def test_a_profile_offers_what_can_be_done(as_, alice, bob, how):
    getattr(alice, how)(bob)
    page = as_(alice)._request("/user/bob/popup", "GET").text

    assert ("/follow/bob" in page) is ("/send_message/bob" in page) is (how == "mute")
