"""How often one may try."""

import socket
import time

import pytest

from deploy.local.servers import LOOPBACK
from tests.factories import PASSWORD
from tests.support.apps import another_app
from tests.support.mails import sent
from tests.support.page import Visitor

LOGIN = "/auth/login"
REQUEST = "/auth/reset_password_request"


@pytest.fixture
def limited(app):
    with another_app(app, RATELIMIT_ENABLED=True) as limited_app:
        yield limited_app


def visitor_from(app, address):
    visitor = Visitor(app)
    visitor.client.environ_base["REMOTE_ADDR"] = address
    return visitor


@pytest.fixture
def here(limited):
    return visitor_from(limited, "192.0.2.1")


@pytest.fixture
def elsewhere(limited):
    return visitor_from(limited, "192.0.2.2")


def guess(visitor, times, *, expect=422, **fields):
    for _ in range(times):
        visitor.post(LOGIN, expect=expect, **{"username": "alice", "password": "wrong"} | fields)


def test_the_eleventh_guess_is_not_looked_at(here, alice):
    guess(here, 10)
    page = here.post(LOGIN, expect=429, username="alice", password=PASSWORD)

    assert "Too many tries" in page.text and int(page.headers["Retry-After"]) > 0


def test_a_name_in_another_case_is_the_same_account(here, alice):
    guess(here, 10)
    guess(here, 1, expect=429, username="ALICE")


def test_space_around_a_name_makes_no_other_account(here, alice):
    guess(here, 10)
    guess(here, 1, expect=429, username="alice ")


def test_nobody_is_told_how_many_tries_are_left(here, alice):
    page = here.post(LOGIN, expect=422, username="alice", password="wrong")

    assert not [name for name, _value in page.headers if name.startswith("X-RateLimit")]


def test_guesses_from_elsewhere_do_not_lock_the_owner_out(here, elsewhere, alice):
    guess(elsewhere, 10)
    here.post(LOGIN, username="alice", password=PASSWORD)


def test_guesses_at_one_account_do_not_lock_another(here, alice, bob):
    guess(here, 10)
    here.post(LOGIN, username="bob", password=PASSWORD)


def test_who_knows_the_password_may_log_in_all_day(limited, alice):
    for _ in range(11):
        visitor_from(limited, "192.0.2.1").post(LOGIN, username="alice", password=PASSWORD)


def test_the_form_may_be_looked_at_all_day(here):
    for _ in range(11):
        here.get(LOGIN)


def test_one_address_may_guess_at_a_hundred_accounts(here, elsewhere):
    token = here.get(LOGIN).token
    for number in range(100):
        here.client.post(LOGIN, data={"csrf_token": token, "username": f"name{number}"})

    here.post(LOGIN, expect=429, username="bob", password="wrong")
    elsewhere.post(LOGIN, expect=422, username="bob", password="wrong")


def test_a_mailbox_gets_five_links_an_hour_wherever_they_are_asked_for(here, elsewhere, alice, outbox):
    for visitor in (here, elsewhere, here, elsewhere, here):
        visitor.post(REQUEST, email="alice@example.com")
    elsewhere.post(REQUEST, email=" Alice@Example.com")

    assert len(sent(outbox)) == 5


@pytest.mark.parametrize("email", ["alice@example\uff0ecom", "ALICE@EXAMPLE.COM", "\u2003alice@example.com"])
def test_an_address_spelt_in_another_way_is_the_same_mailbox(here, alice, outbox, email):
    for _ in range(5):
        here.post(REQUEST, email="alice@example.com")
    here.post(REQUEST, email=email)

    assert len(sent(outbox)) == 5


def test_who_asks_too_often_is_answered_as_ever(here, alice, outbox):
    answers = [here.post(REQUEST, email="alice@example.com") for _ in range(6)]
    told = here.get(LOGIN).text

    assert {(answer.location, answer.response.text) for answer in answers} == {
        (LOGIN, answers[0].response.text)
    }
    assert "we have sent it a link" in told


def test_what_is_no_address_keeps_nobody_from_their_link(here, elsewhere, alice, outbox):
    for number in range(6):
        elsewhere.post(REQUEST, expect=422, email=f"nonsense {number}")
    here.post(REQUEST, email="alice@example.com")

    assert len(sent(outbox)) == 1


def register(visitor, number, *, expect=303, password=PASSWORD, email="Alice@example.com"):
    fields = {"username": f"name{number}", "email": email}
    visitor.post("/auth/register", expect=expect, **fields, password=password, password2=password)


def test_a_mailbox_hears_five_times_an_hour_that_it_has_an_account(here, elsewhere, alice, outbox):
    for number in range(6):
        register((here, elsewhere)[number % 2], number)

    assert len(sent(outbox)) == 5


def test_one_address_makes_sixty_accounts_an_hour(here, elsewhere):
    for number in range(60):
        register(here, number, email=f"name{number}@example.com")

    register(here, 60, email="name60@example.com", expect=429)
    register(elsewhere, 60, email="name60@example.com")


def test_a_form_filled_in_wrongly_may_be_sent_again(here):
    for number in range(6):
        register(here, number, expect=422, password="short")
    register(here, 6)


@pytest.fixture
def mute_redis():
    """The address of a Redis that takes connections and never says a word."""
    with socket.create_server((LOOPBACK, 0)) as server:
        yield f"redis://{LOOPBACK}:{server.getsockname()[1]}/0"


def test_redis_that_hangs_costs_a_moment(app, mute_redis):
    with another_app(app, RATELIMIT_ENABLED=True, REDIS_URL=mute_redis) as site:
        began = time.monotonic()
        guess(visitor_from(site, "192.0.2.1"), 10)
        guess(visitor_from(site, "192.0.2.1"), 1, expect=429)

    assert time.monotonic() - began < 5


def test_a_header_that_names_another_address_changes_nothing(here, alice):
    guess(here, 10)
    fields = {"csrf_token": here.get(LOGIN).token, "username": "alice", "password": "wrong"}

    here._open(LOGIN, "POST", expect=429, data=fields, headers={"X-Forwarded-For": "192.0.2.9"})


def test_behind_a_proxy_the_address_is_what_the_proxy_says(app, alice):
    with another_app(app, RATELIMIT_ENABLED=True, PROXY_HOPS=1) as proxied:
        visitor = visitor_from(proxied, "10.0.0.1")
        for last, expect in (("192.0.2.1", 422),) * 10 + (("192.0.2.1", 429), ("192.0.2.2", 422)):
            fields = {"csrf_token": visitor.get(LOGIN).token, "username": "alice", "password": "wrong"}
            forwarded = {"X-Forwarded-For": f"198.51.100.7, {last}"}
            visitor._open(LOGIN, "POST", expect=expect, data=fields, headers=forwarded)
