"""The card over a name."""

import pytest

from tests import factories
from tests.support.page import Page


def card(visitor, username, *, expect=200):
    """A part of a page, without what every whole page has."""
    response = visitor._request(f"/user/{username}/popup", "GET")
    assert response.status_code == expect
    return Page(response)


def test_a_card_says_who_somebody_is(as_, alice, bob):
    bob.about_me = "I like maps."
    alice.follow(bob)
    words = card(as_(alice), "bob").text

    assert "bob" in words and "I like maps." in words
    assert "1 follower" in words and "0 following" in words


def test_a_card_is_no_page(as_, alice, bob):
    found = card(as_(alice), "BOB")

    assert found.tags[0] == ("div", {"data-card": None}) and not found.all("html")


@pytest.mark.parametrize(("follows", "action"), [(False, "/follow/bob"), (True, "/unfollow/bob")])
def test_a_card_offers_what_can_be_done(as_, alice, bob, follows, action):
    if follows:
        alice.follow(bob)
    found = card(as_(alice), "bob")

    assert [form["action"] for form in found.all("form", method="post")] == [action]
    assert found.token and found.all("input", name="back")


def test_nobody_is_offered_to_follow_themselves(as_, alice):
    assert not card(as_(alice), "alice").all("form")


def test_a_card_shows_text_as_text(as_, alice, bob):
    bob.about_me = "<script>alert(1)</script><b>bold</b>"
    found = card(as_(alice), "bob")

    assert bob.about_me in found.text and not found.all("b") and not found.all("script")


def test_there_is_no_card_of_nobody(as_, alice):
    card(as_(alice), "nobody", expect=404)


def test_a_card_is_for_people_who_are_logged_in(stranger, bob):
    card(stranger, "bob", expect=303)


def test_a_name_on_a_post_has_a_card_and_stays_a_link(as_, alice, bob):
    factories.post(author=bob)
    page = as_(alice).get("/explore")
    wrapper = {"class": "user-name", "data-behaviour": "user_card", "data-url": "/user/bob/popup"}

    assert page.all("a", href="/user/bob", class_="author") and page.all("span", **wrapper) == [wrapper]
