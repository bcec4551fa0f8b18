"""Getting a token, and giving it back."""

from datetime import datetime, timedelta

import pytest
import time_machine
from werkzeug.security import generate_password_hash

from app import db
from app.accounts import proof, reset
from app.core import clock
from app.models import ApiToken, User
from tests.factories import BEGINNING, PASSWORD, token_of
from tests.support.apps import another_app
from tests.support.page import Visitor
from tests.support.program import Program, basic

TOKENS = "/api/tokens"
RIGHT, WRONG = basic("alice", PASSWORD), basic("alice", "wrong")


def ask(program, *, headers=RIGHT, **options):
    return program.post(TOKENS, headers=headers, **options)


def test_name_and_password_get_a_token_that_opens_the_api(app, anybody, alice, tokens):
    Program(app, ask(anybody).json["token"]).delete(TOKENS)

    assert tokens() == []


def test_a_token_says_when_it_expires(anybody, alice):
    with time_machine.travel(BEGINNING, tick=False):
        expires_at = ask(anybody).json["expires_at"]

    assert datetime.fromisoformat(expires_at) == BEGINNING + timedelta(days=30)


def test_the_operator_says_how_long_a_token_is_good(app, alice, monkeypatch, tokens):
    monkeypatch.setitem(app.config, "API_TOKEN_DAYS", 2)
    ask(Program(app))

    assert timedelta(days=1) < tokens()[0].expires_at - clock.now() < timedelta(days=2)


def test_the_database_does_not_know_the_token(anybody, alice, tokens):
    token = ask(anybody).json["token"]

    [row] = tokens()
    assert token not in {str(getattr(row, column.name)) for column in ApiToken.__table__.columns}


@pytest.mark.parametrize(("content", "name"), [
    ({"name": "backup 💾"}, "backup 💾"), ({"name": None}, None), ({}, None), (None, None),
])  # fmt: skip
def test_a_token_may_have_a_name(anybody, alice, tokens, content, name):
    ask(anybody, **({} if content is None else {"json": content}))

    assert [each.name for each in tokens()] == [name]


@pytest.mark.parametrize("name", ["ALICE", " alice "])
def test_a_name_is_read_as_in_the_form(anybody, alice, name):
    ask(anybody, headers=basic(name, PASSWORD))


@pytest.mark.parametrize(("name", "password"), [
    ("alice", "wrong"), ("alice", ""), ("", ""), ("nobody", PASSWORD), ("alice@example.com", PASSWORD),
    ("alice", PASSWORD * 1000), ("a" * 5000, PASSWORD), ("bob", PASSWORD + " "),
])  # fmt: skip
def test_who_is_not_right_gets_none(anybody, alice, tokens, name, password):
    answer = ask(anybody, expect=401, headers=basic(name, password))

    assert answer.headers["WWW-Authenticate"] == 'Basic realm="Microblog"' and tokens() == []


def test_an_unknown_name_costs_as_much_work_as_a_wrong_password(anybody, alice, monkeypatch):
    checked = []
    monkeypatch.setattr(proof, "matches", lambda *pair: checked.append(pair))
    ask(anybody, expect=401, headers=basic("nobody", "wrong"))

    assert checked == [(None, "wrong")]


def test_the_two_kinds_of_failure_read_the_same(anybody, alice):
    answers = [ask(anybody, expect=401, headers=basic(name, "wrong")).json for name in ("alice", "nobody")]

    assert answers[0] | {"reference": ""} == answers[1] | {"reference": ""}


def test_an_account_without_a_password_gets_no_token(anybody, alice):
    alice.password_hash = None

    ask(anybody, expect=401, headers=basic("alice", ""))


def test_a_token_is_no_password(alices, token):
    alices.post(TOKENS, expect=401)
    ask(alices, expect=401, headers=basic("alice", token))


def test_a_session_is_no_password(as_, alice, tokens):
    assert as_(alice)._request(TOKENS, "POST").status_code == 401
    assert tokens() == []


def test_a_password_does_not_end_a_token(alices, token):
    alices.delete(TOKENS, expect=401, headers=RIGHT)


def test_a_token_that_was_given_back_is_dead(alices):
    alices.delete(TOKENS)
    alices.delete(TOKENS, expect=401)


def test_other_tokens_live_on(app, alices, alice, bob):
    others = [token_of(alice), token_of(bob)]
    alices.delete(TOKENS)

    for other in others:
        Program(app, other).delete(TOKENS)


def test_a_new_password_ends_all_tokens(alices, alice, mallory, tokens):
    token_of(mallory)
    alice.set_password("another long password")

    alices.delete(TOKENS, expect=401)
    assert [each.user_id for each in tokens()] == [mallory.id]


def test_a_reset_by_mail_ends_all_tokens(app, alices, alice):
    fields = dict.fromkeys(("password", "password2"), "four unrelated words here")
    Visitor(app).post(f"/auth/reset_password/{reset.token_for(alice)}", **fields)

    alices.delete(TOKENS, expect=401)


def test_a_newer_hash_of_the_same_password_ends_none(anybody, alices, alice):
    alice.password_hash = generate_password_hash(PASSWORD)
    ask(anybody)

    assert db.session.get(User, alice.id).password_hash.startswith("$argon2")
    alices.delete(TOKENS)


def test_a_password_that_changes_meanwhile_gets_no_token(anybody, alice, monkeypatch, tokens):
    def check_slowly(user, _password):
        change = db.update(User).values(password_hash="new").execution_options(synchronize_session=False)
        db.session.execute(change)
        return True

    monkeypatch.setattr(User, "check_password", check_slowly)
    ask(anybody, expect=401)

    assert tokens() == []


def test_an_account_that_goes_meanwhile_gets_no_token(anybody, alice, monkeypatch):
    def check_slowly(user, _password):
        db.session.execute(db.delete(User).execution_options(synchronize_session=False))
        return True

    monkeypatch.setattr(User, "check_password", check_slowly)
    ask(anybody, expect=401)


def test_what_has_expired_is_swept_at_the_next_token(anybody, alice, mallory, tokens):
    for user in (alice, mallory):
        token_of(user, keep=timedelta(days=-1))
    kept = token_of(alice)
    ask(anybody)

    assert len(tokens()) == 3 and User.with_token(kept) == alice
    assert [each.user_id for each in tokens() if each.expires_at < clock.now()] == [mallory.id]


@pytest.fixture
def limited(app):
    with another_app(app, RATELIMIT_ENABLED=True) as limited_app:
        yield limited_app


@pytest.fixture
def here(limited):
    return Program(limited, address="192.0.2.1")


def guess(program, times, *, name="alice"):
    for _ in range(times):
        ask(program, expect=401, headers=basic(name, "wrong"))


def test_the_eleventh_guess_is_not_looked_at(here, alice):
    guess(here, 10)

    assert int(ask(here, expect=429).headers["Retry-After"]) > 0


@pytest.mark.parametrize("name", ["ALICE", " alice"])
def test_another_spelling_is_the_same_account(here, alice, name):
    guess(here, 10)

    ask(here, expect=429, headers=basic(name, PASSWORD))


def test_guesses_from_elsewhere_do_not_lock_the_owner_out(limited, here, alice):
    guess(Program(limited, address="192.0.2.2"), 10)

    ask(here)


def test_guesses_at_one_account_do_not_lock_another(here, alice, bob):
    guess(here, 10)

    ask(here, headers=basic("bob", PASSWORD))


def test_who_knows_the_password_is_not_limited(here, alice):
    for _ in range(11):
        ask(here)


def test_guesses_at_the_form_and_at_the_api_count_together(limited, alice):
    guess(Program(limited), 5)
    for _ in range(5):
        Visitor(limited).post("/auth/login", expect=422, username="alice", password="wrong")

    Visitor(limited).post("/auth/login", expect=429, username="alice", password=PASSWORD)
    ask(Program(limited), expect=429)


def test_a_name_in_a_header_buys_no_tries_at_the_form(limited, alice):
    visitor = Visitor(limited)
    fields = {"username": "alice", "password": "wrong", "csrf_token": visitor._any_token()}
    for number in range(11):
        expect = 422 if number < 10 else 429
        headers = basic(f"name{number}", "")
        visitor._open("/auth/login", "POST", expect=expect, data=fields, headers=headers)
