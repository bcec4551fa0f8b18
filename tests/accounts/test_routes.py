"""Profiles, and following people."""

import pytest
import sqlalchemy as sa

from app import db
from app.accounts.follower import followers
from app.models import User
from tests import factories


def edit(visitor, *, expect=303, **fields):
    return visitor.post("/edit_profile", expect=expect, **{"username": "alice", "about_me": ""} | fields)


def test_a_profile_shows_who_somebody_is(as_, alice, bob):
    bob.about_me = "I like maps."
    factories.post(author=bob, body="first words")
    page = as_(alice).get("/user/bob")

    assert "I like maps." in page.text and "first words" in page.text
    assert "0 followers" in page.text and "0 following" in page.text


def test_a_profile_has_an_address_in_any_case(as_, alice, bob):
    assert "bob" in as_(alice).get("/user/BOB").text


def test_ones_own_profile_asks_once_what_one_exports(as_, alice, statements):
    as_(alice).get("/user/alice")

    assert sum("FROM task" in told for told in statements) == 1


def test_a_profile_keeps_the_email_address_to_itself(as_, alice, bob):
    assert "bob@example.com" not in as_(alice).get("/user/bob").response.text


def test_a_profile_without_posts_says_so(as_, alice):
    assert "No posts yet." in as_(alice).get("/user/alice").text


def test_there_is_no_profile_of_nobody(as_, alice):
    as_(alice).get("/user/nobody", expect=404)


def test_a_profile_is_read_page_by_page(as_, alice, monkeypatch, app):
    monkeypatch.setitem(app.config, "POSTS_PER_PAGE", 2)
    for number in range(3):
        factories.post(author=alice, body=f"words {number}")
    [older] = as_(alice).get("/user/alice").all("a", rel="next")

    assert older["href"].startswith("/user/alice?before=")
    assert "words 0" in as_(alice).get(older["href"]).text


def test_only_the_own_profile_can_be_edited_and_exported(as_, alice, bob):
    assert as_(alice).get("/user/alice").all("a", href="/edit_profile")
    assert as_(alice).get("/user/alice").all("form", action="/export_posts")
    page = as_(alice).get("/user/bob")
    assert not page.all("a", href="/edit_profile") and not page.all("form", action="/export_posts")


def test_what_somebody_says_about_themselves_is_shown_as_text(as_, alice, bob):
    bob.about_me = '<script>alert(1)</script><b onclick="x">'
    page = as_(alice).get("/user/bob")

    assert bob.about_me in page.text
    assert not page.all("b")


def test_the_form_shows_what_is_there(as_, alice):
    alice.about_me = "I like maps."
    page = as_(alice).get("/edit_profile")

    assert page.all("input", name="username", value="alice") and "I like maps." in page.text


def test_the_counter_is_bound_to_what_it_counts(as_, alice):
    page = as_(alice).get("/edit_profile")
    [area] = page.all("textarea")

    assert page.all("output", id=area["aria-describedby"])


def test_changes_are_saved_and_told(as_, alice):
    visitor = as_(alice)
    assert (
        edit(visitor, username="alice2", about_me=" new words\r\nin two lines ").location == "/edit_profile"
    )

    assert (alice.username, alice.about_me) == ("alice2", "new words\nin two lines")
    assert "Your changes have been saved." in visitor.get("/edit_profile").text


def test_the_case_of_ones_own_name_may_change(as_, alice):
    edit(as_(alice), username="Alice")

    assert alice.username == "Alice"


@pytest.mark.parametrize("username", ["", "ab", "a" * 65, "bob", "BOB", "a b", "ali\u0441e", "alice\u202e"])
def test_a_name_that_is_taken_or_no_name_is_refused(as_, alice, bob, username):
    edit(as_(alice), expect=422, username=username)

    assert db.session.get(User, alice.id).username == "alice"


def test_a_name_that_went_at_the_same_moment_is_refused(as_, alice, bob, monkeypatch):
    visitor = as_(alice)
    monkeypatch.setattr(User, "named", classmethod(lambda _cls, _name: None))

    assert "This name is taken." in edit(visitor, expect=422, username="bob").text
    assert alice.username == "alice"


@pytest.mark.parametrize(
    "about", ["x" * 140, "é" * 140, "👨‍👩‍👧‍👦" * 140, "e\u0301" * 140, "x" * 139 + "\r\n"]
)
def test_140_characters_may_be_said_as_people_count_them(as_, alice, about):
    edit(as_(alice), about_me=about)

    assert alice.about_me == about.strip()


@pytest.mark.parametrize("about", ["x" * 141, "👨‍👩‍👧‍👦" * 141, "x" * 10_000])
def test_more_is_refused(as_, alice, about):
    assert "At most 140 characters, please." in edit(as_(alice), expect=422, about_me=about).text


def test_only_the_fields_of_the_form_can_be_changed(as_, alice):
    edit(as_(alice), id="999", email="mallory@example.com", password_hash="x", last_seen="")

    assert alice.email == "alice@example.com" and alice.check_password(factories.PASSWORD)


def test_following_and_unfollowing(as_, alice, bob):
    visitor = as_(alice)

    assert visitor.post("/follow/bob", on="/user/bob").location == "/user/bob"
    assert alice.is_following(bob)
    assert visitor.post("/unfollow/bob", on="/user/bob").location == "/user/bob"
    assert not alice.is_following(bob)


def test_the_button_offers_what_can_be_done(as_, alice, bob):
    visitor = as_(alice)
    visitor.post("/follow/bob")
    page = visitor.get("/user/bob")

    assert "You are following bob!" in page.text and "1 follower" in page.text
    assert page.all("form", action="/unfollow/bob") and not page.all("form", action="/follow/bob")


def test_following_twice_is_following_once(as_, alice, bob):
    as_(alice).post("/follow/bob")
    as_(alice).post("/follow/BOB")

    assert bob.followers_count() == 1


def test_following_twice_at_the_same_moment_is_following_once(as_, alice, bob):
    def the_other_click(session, *_event):
        session.execute(sa.insert(followers).values(follower_id=alice_id, followed_id=bob_id))

    alice_id, bob_id, visitor = alice.id, bob.id, as_(alice)
    sa.event.listen(db.session, "before_flush", the_other_click, once=True)

    assert visitor.post("/follow/bob").location == "/user/bob"


def test_unfollowing_twice_at_the_same_moment_is_unfollowing_once(as_, alice, bob, monkeypatch):
    visitor = as_(alice)
    # What the second click still sees before the first one's commit.
    monkeypatch.setattr(User, "is_following", lambda _alice, _bob: True)

    assert visitor.post("/unfollow/bob").location == "/user/bob"


def test_unfollowing_somebody_one_does_not_follow_changes_nothing(as_, alice, bob, mallory):
    mallory.follow(bob)
    as_(alice).post("/unfollow/bob")

    assert bob.followers_count() == 1


@pytest.mark.parametrize(
    ("path", "words"),
    [("/follow", "You cannot follow yourself!"), ("/unfollow", "You cannot unfollow yourself!")],
)
def test_nobody_follows_themselves(as_, alice, path, words):
    visitor = as_(alice)
    visitor.post(f"{path}/alice")

    assert words in visitor.get("/user/alice").text
    assert alice.followers_count() == 0


def test_somebody_who_followed_elsewhere_goes_on_there(as_, alice, bob):
    visitor = as_(alice)

    assert visitor.post("/follow/bob", back="/explore").location == "/explore"
    assert visitor.post("/unfollow/bob", back="https://evil.example/").location == "/user/bob"


@pytest.mark.parametrize("path", ["/follow/nobody", "/unfollow/nobody"])
def test_nobody_cannot_be_followed(as_, alice, path):
    as_(alice).post(path, expect=404)


@pytest.mark.parametrize("path", ["/follow/bob", "/unfollow/bob"])
def test_a_link_does_not_follow(as_, alice, bob, path):
    as_(alice).get(path, expect=405)

    assert bob.followers_count() == 0


def test_an_avatar_is_a_picture_that_browsers_may_keep(stranger, alice):
    page = stranger.get(f"/avatar/{alice.avatar_key}.svg")

    assert page.headers["Content-Type"].startswith("image/svg+xml")
    assert page.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert page.response.text.startswith("<svg ")


@pytest.mark.parametrize(
    "key", ["0", "0" * 15, "0" * 17, "g" * 16, "A" * 16, "0123456789abcde%0A", "٣" * 16, "0" * 16 + "%00"]
)
def test_there_is_no_avatar_for_what_is_no_key(stranger, key):
    stranger.get(f"/avatar/{key}.svg", expect=400 if "%00" in key else 404)
