"""Resetting a password by mail."""

from datetime import timedelta

import pytest
import time_machine

from app import db
from app.accounts import reset
from app.core.signing import sign
from tests.factories import BEGINNING, PASSWORD
from tests.support.mails import link_in, sent, without_token

NEW = "another unrelated phrase"


def ask(visitor, email="alice@example.com", **options):
    return visitor.post("/auth/reset_password_request", email=email, **options)


def link_for(user):
    return f"/auth/reset_password/{reset.token_for(user)}"


def choose(visitor, link, *, expect=303, **fields):
    return visitor.post(link, expect=expect, **{"password": NEW, "password2": NEW} | fields)


def test_the_link_comes_by_mail(stranger, alice, outbox):
    ask(stranger, "ALICE@example.com ")
    [mail] = sent(outbox)

    assert (mail.recipients, mail.subject) == (["alice@example.com"], "[Microblog] Reset your password")
    assert link_in(mail) in mail.html and "60 minutes" in mail.body


def test_the_link_is_under_the_public_address_whatever_the_request_says(stranger, alice, outbox):
    token = stranger.get("/auth/login").token
    fields = {"csrf_token": token, "email": "alice@example.com"}
    forwarded = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    stranger._open("/auth/reset_password_request", "POST", expect=303, data=fields, headers=forwarded)

    assert "http://127.0.0.1:8000/auth/reset_password/" in sent(outbox)[0].body


def test_the_new_password_counts_and_the_old_one_does_not(stranger, alice, outbox):
    ask(stranger)
    choose(stranger, link_in(sent(outbox)[0]))

    assert alice.check_password(NEW) and not alice.check_password(PASSWORD)


def test_a_reset_ends_all_sessions(as_, stranger, alice, bob):
    visitor, other = as_(alice), as_(bob)
    choose(stranger, link_for(alice))

    visitor.get("/", expect=303)
    other.get("/")


def test_a_link_works_once(stranger, alice):
    link = link_for(alice)
    choose(stranger, link)

    assert stranger.get(link, expect=303).location == "/auth/reset_password_request"
    assert "not good any more" in stranger.get("/auth/login").text


def test_looking_at_the_link_does_not_use_it_up(stranger, alice):
    link = link_for(alice)
    stranger.get(link)
    choose(stranger, link)


def test_all_links_die_with_the_password_even_if_the_new_one_is_the_same(stranger, alice):
    link = link_for(alice)
    alice.set_password(PASSWORD)

    stranger.get(link, expect=303)


@pytest.mark.parametrize(("age_s", "status"), [(3600, 200), (3601, 303)])
def test_a_link_is_good_for_an_hour(stranger, alice, age_s, status):
    with time_machine.travel(BEGINNING, tick=False) as traveller:
        link = link_for(alice)
        traveller.shift(timedelta(seconds=age_s))
        stranger.get(link, expect=status)


def test_an_hour_is_counted_until_the_form_comes_back(stranger, alice):
    with time_machine.travel(BEGINNING, tick=False) as traveller:
        link = link_for(alice)
        stranger.get(link)
        traveller.shift(timedelta(seconds=3601))
        choose(stranger, link)

    assert alice.check_password(PASSWORD)


def test_a_link_for_one_does_not_open_another(alice, bob):
    assert reset.user_of(reset.token_for(alice)) == alice
    forged = sign([bob.id, reset.LINK.fingerprint(alice)], purpose=reset.LINK.purpose, key="another key")
    assert reset.user_of(forged) is None


def test_a_token_made_for_something_else_resets_nothing(app, alice):
    value = [alice.id, reset.LINK.fingerprint(alice)]
    token = sign(value, purpose="confirm-email", key=app.config["SECRET_KEY"])

    assert reset.user_of(token) is None


@pytest.mark.parametrize("value", ["alice", None, 1, {}])
def test_a_token_of_another_shape_resets_nothing(app, value):
    assert reset.user_of(sign(value, purpose=reset.LINK.purpose, key=app.config["SECRET_KEY"])) is None


def test_a_link_of_a_deleted_account_resets_nothing(stranger, alice):
    link = link_for(alice)
    db.session.delete(alice)

    stranger.get(link, expect=303)


@pytest.mark.parametrize("token", ["x", "a.b.c", "%F0%9F%98%80", "x" * 5000])
def test_what_is_no_token_leads_back(stranger, token):
    assert (
        stranger.get(f"/auth/reset_password/{token}", expect=303).location == "/auth/reset_password_request"
    )


@pytest.mark.parametrize(
    "password", ["", "short", "password1", "alice", "alice@example.com", "Alice1234", "x9!z" * 32 + "x"]
)
def test_a_new_password_is_held_to_the_same_rules(stranger, alice, password):
    choose(stranger, link_for(alice), expect=422, password=password, password2=password)

    assert alice.check_password(PASSWORD)


def test_an_unknown_address_is_answered_like_a_known_one(stranger, alice, outbox):
    known, told_of_known = ask(stranger), stranger.get("/auth/login")
    unknown, told_of_unknown = ask(stranger, "nobody@example.com"), stranger.get("/auth/login")

    assert (unknown.response.text, unknown.location) == (known.response.text, known.location)
    assert without_token(told_of_unknown) == without_token(told_of_known)
    assert [mail.recipients for mail in sent(outbox)] == [["alice@example.com"]]


@pytest.mark.parametrize(
    "email", ["", "nonsense", "alice@example.com\nBcc: eve@example.com", "a@" + "b" * 200 + ".com"]
)
def test_what_is_no_address_is_refused(stranger, alice, outbox, email):
    ask(stranger, email, expect=422)

    assert sent(outbox) == []
