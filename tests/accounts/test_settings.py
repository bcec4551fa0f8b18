"""The page of settings, and the small choices on it."""

import pytest

SETTINGS = "/settings"


def chosen(visitor, field):
    return next(each for each in visitor.get(SETTINGS).all("option") if "selected" in each)[field]


@pytest.mark.parametrize("path", [
    "/edit_profile", "/settings/email", "/change_password", "/sessions", "/exports", "/imports",
    "/settings/delete",
])  # fmt: skip
def test_all_that_belongs_to_an_account_is_one_step_away(as_, alice, path):
    visitor = as_(alice)
    assert visitor.get(SETTINGS).all("a", href=path)

    visitor.get(path)


def test_every_page_leads_there(as_, alice):
    assert as_(alice).get("/explore").all("a", href=SETTINGS)


def test_the_address_is_shown(as_, alice):
    assert "alice@example.com" in as_(alice).get(SETTINGS).text


def test_mails_about_messages_are_switched_off_and_on(as_, alice):
    visitor = as_(alice)
    visitor.post("/settings/mails")
    assert not alice.mails_messages

    visitor.post("/settings/mails", mails_messages="y")
    assert alice.mails_messages


def test_the_appearance_is_chosen_here_too(as_, alice):
    assert as_(alice).post("/theme", theme="dark", back=SETTINGS).location == SETTINGS


def test_the_page_itself_asks_nothing_beyond_what_every_page_does(as_, alice, statements):
    visitor = as_(alice)
    visitor.get(SETTINGS)
    statements.clear()
    visitor.get(SETTINGS)

    # The session and its user, what waits to be read, and the tasks.
    assert len(statements) == 3


def test_posts_are_opened_to_everybody_and_closed_again(as_, stranger, alice):
    visitor = as_(alice)
    stranger.get("/user/alice", expect=303)
    visitor.post("/settings/public", is_public="y")
    assert visitor.get(SETTINGS).all("a", href="/user/alice/feed.atom") and stranger.get("/user/alice")

    visitor.post("/settings/public")
    assert not visitor.get(SETTINGS).all("a", href="/user/alice/feed.atom")
    stranger.get("/user/alice", expect=303)
