"""Changing the e-mail address: asked for here, confirmed by mail. Requirements 18 and 19."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from app import db
from app.accounts import email_change, reset
from app.models import User
from tests import factories
from tests.factories import BEGINNING
from tests.support.mails import link_in, sent

FORM, SETTINGS = "/settings/email", "/settings"
NEW = "alice@new.example"


def ask(visitor, email=NEW, *, expect=303):
    return visitor.post(FORM, expect=expect, email=email)


def mails_to(outbox, address):
    return [mail for mail in sent(outbox) if mail.recipients == [address]]


def link_for(user, email=NEW):
    user.ask_for_email(email)
    return f"{FORM}/{email_change.token_for(user)}"


@pytest.fixture
def visitor(as_, alice):
    return as_(alice)


def test_the_link_that_came_to_the_new_address_makes_it_the_address(visitor, alice, outbox):
    ask(visitor, f" {NEW} ")
    [mail] = mails_to(outbox, NEW)
    visitor.post(link_in(mail))

    assert (alice.email, alice.awaited_email()) == (NEW, None)
    assert "has been changed" in visitor.get(SETTINGS).text


def test_until_then_nothing_has_changed_and_the_page_says_so(visitor, alice, outbox):
    ask(visitor)

    assert alice.email == "alice@example.com"
    page = visitor.get(SETTINGS)
    assert "To be confirmed:" in page.text and NEW in page.text


def test_the_old_address_hears_that_it_was_asked_for_and_that_it_happened(visitor, alice, outbox):
    ask(visitor)
    visitor.post(link_in(mails_to(outbox, NEW)[0]))
    asked, changed = mails_to(outbox, "alice@example.com")

    assert NEW in asked.body and "http://127.0.0.1:8000/auth/reset_password_request" in asked.body
    assert NEW in changed.body and changed.subject == "[Microblog] Your e-mail address has been changed"


def test_looking_at_the_link_changes_nothing(visitor, alice):
    link = link_for(alice)
    assert NEW in visitor.get(link).text

    assert alice.email == "alice@example.com"
    visitor.post(link)


def test_a_link_works_once(visitor, alice):
    link = link_for(alice)
    visitor.post(link)

    assert visitor.get(link, expect=303).location == SETTINGS
    assert "not good any more" in visitor.get(SETTINGS).text


@pytest.mark.parametrize(("age_s", "status"), [(3599, 200), (3601, 303)])
def test_a_link_is_good_for_an_hour(app, as_, alice, age_s, status):
    with time_machine.travel(BEGINNING, tick=False) as traveller:
        visitor, link = as_(alice), link_for(alice)
        traveller.shift(timedelta(seconds=age_s))
        visitor.get(link, expect=status)

        assert (NEW in visitor.get(SETTINGS).text) == (status == 200)


@pytest.mark.parametrize("change", [
    lambda user: user.set_password("another unrelated phrase", keep_sessions=True),
    lambda user: setattr(user, "email", "else@example.com"),
    lambda user: user.ask_for_email("third@example.com"),
    User.forget_pending_email,
])  # fmt: skip
def test_a_link_dies_with_what_it_was_asked_for(visitor, alice, change):
    link = link_for(alice)
    change(alice)

    assert visitor.post(link).location == SETTINGS
    assert alice.email != NEW


def test_the_old_address_is_kept_with_one_button(visitor, alice, outbox):
    ask(visitor)
    visitor.post(f"{FORM}/cancel")

    assert visitor.post(link_in(mails_to(outbox, NEW)[0])).location == SETTINGS
    assert alice.email == "alice@example.com" and "To be confirmed" not in visitor.get(SETTINGS).text


def test_a_link_that_reached_a_stranger_gives_them_nothing(as_, stranger, alice, mallory):
    link = link_for(alice)
    assert stranger.get(link, expect=303).location.startswith("/auth/login")
    assert as_(mallory).post(link).location == SETTINGS

    assert (alice.email, mallory.email) == ("alice@example.com", "mallory@example.com")


def test_a_link_for_something_else_changes_nothing(visitor, stranger, alice):
    alice.ask_for_email(NEW)
    visitor.post(f"{FORM}/{reset.token_for(alice)}")
    stranger.get(f"/auth/reset_password/{email_change.token_for(alice)}", expect=303)

    assert alice.email == "alice@example.com"


def test_a_reset_link_in_a_mailbox_that_was_left_opens_nothing(visitor, stranger, alice):
    lost = f"/auth/reset_password/{reset.token_for(alice)}"
    visitor.post(link_for(alice))

    stranger.get(lost, expect=303)


@pytest.mark.parametrize("token", ["x", "a.b.c", "%F0%9F%98%80", "x" * 5000])
def test_what_is_no_token_leads_back(visitor, token):
    assert visitor.get(f"{FORM}/{token}", expect=303).location == SETTINGS


@pytest.mark.parametrize("email", [
    "", "nonsense", "alice@example.com", "a@b.example\nBcc: eve@example.com",
    "a@" + "b." * 60 + "example.com",
])  # fmt: skip
def test_what_cannot_be_the_new_address_is_refused(visitor, alice, outbox, email):
    ask(visitor, email, expect=422)

    assert sent(outbox) == [] and alice.awaited_email() is None


def test_ones_own_address_may_be_spelt_in_another_way(visitor, alice, outbox):
    ask(visitor, "Alice@example.com")
    visitor.post(link_in(mails_to(outbox, "Alice@example.com")[0]))

    assert alice.email == "Alice@example.com"


def test_an_address_that_went_meanwhile_is_told(visitor, alice):
    link = link_for(alice)
    factories.user(username="carol", email=NEW.upper())
    visitor.post(link)

    assert "belongs to another account by now" in visitor.get(SETTINGS).text
    assert alice.email == "alice@example.com"


def test_the_owner_of_a_taken_address_is_told_by_mail_and_gets_no_link(visitor, alice, bob, outbox):
    ask(visitor, "BOB@example.com")
    [mail] = mails_to(outbox, "bob@example.com")

    assert mail.subject == "[Microblog] You already have an account" and "/settings/email/" not in mail.body
    assert "alice" not in mail.body + mail.html


def test_that_mail_is_in_the_sites_language_and_not_in_a_strangers(app, visitor, bob, outbox, monkeypatch):
    monkeypatch.setitem(app.config, "LANGUAGES", ["en", "es"])
    visitor.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es"
    ask(visitor, "bob@example.com")

    assert '<html lang="en"' in mails_to(outbox, "bob@example.com")[0].html


def test_two_may_ask_for_one_address_and_the_first_to_confirm_has_it(as_, alice, bob):
    first, second = link_for(alice), link_for(bob)
    as_(bob).post(second)
    as_(alice).post(first)

    assert db.session.scalars(sa.select(User.username).where(User.email == NEW)).all() == ["bob"]
