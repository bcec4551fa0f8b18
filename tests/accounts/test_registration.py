"""Making an account."""

import pytest
import sqlalchemy as sa

from app import db
from app.accounts import passwords
from app.models import User
from tests.factories import PASSWORD
from tests.support.mails import sent, without_token


def register(visitor, *, expect=303, **fields):
    carol = {"username": "carol", "email": "carol@example.com", "password": PASSWORD, "password2": PASSWORD}
    return visitor.post("/auth/register", expect=expect, **carol | fields)


def accounts():
    return db.session.scalar(sa.select(sa.func.count()).select_from(User))


def test_one_registers_and_can_log_in(stranger):
    assert register(stranger).location == "/auth/login"
    stranger.post("/auth/login", username="carol", password=PASSWORD)

    assert "Hi, carol!" in stranger.get("/").text


def test_one_is_told(stranger):
    register(stranger)

    assert "Welcome! You can log in now." in stranger.get("/auth/login").text


@pytest.mark.parametrize("username", ["abc", "a" * 64, "susan.o-neil_2", "..."])
def test_names_that_are_taken_as_they_are(stranger, username):
    register(stranger, username=username)

    assert User.named(username).username == username


@pytest.mark.parametrize("username", [
    "", "ab", "a" * 65, "two words", "a/b", "../x", "sus\u0430n", "\uff53\uff55\uff53an", "жора",
    "a<b>", "a\nbc", "a%00b",
    "😀😀😀", "a\u202ebc",
])  # fmt: skip
def test_names_that_are_refused(stranger, username):
    register(stranger, expect=422, username=username)

    assert accounts() == 0


def test_space_around_a_name_and_an_address_is_cut(stranger):
    register(stranger, username=" carol ", email=" carol@example.com\t")

    assert User.named("carol").email == "carol@example.com"


@pytest.mark.parametrize("username", ["alice", "ALICE", " Alice"])
def test_a_name_that_somebody_has_is_refused(stranger, alice, username):
    page = register(stranger, expect=422, username=username)

    assert "This name is taken." in page.text


@pytest.mark.parametrize("email", [
    "", "carol", "carol@", "@example.com", "carol@example", "a b@example.com",
    "carol@example.com, eve@example.com", "carol@example.com\r\nBcc: eve@example.com", "carol@-.com",
    "zoë@example.com", "用户@example.com",
    "a@[127.0.0.1]", "<carol@example.com>", "a" * 60 + "@" + "b" * 60 + ".com",
    "a@" + "b." * 60 + "example.com",
])  # fmt: skip
def test_addresses_that_are_refused(stranger, email):
    register(stranger, expect=422, email=email)

    assert accounts() == 0


@pytest.mark.parametrize(
    "password", [PASSWORD, "Tr0ub4dor&3 ", " spaces around ", "ünï©ødé 😀", "x9!z" * 32, "四つの無関係な言葉"]
)
def test_passwords_that_are_good(stranger, password):
    register(stranger, password=password, password2=password)

    assert User.named("carol").check_password(password)


@pytest.mark.parametrize("password", [
    "", "short 1", "x9!z" * 32 + "x", "password1", "PASSWORD", "12345678", "aaaaaaaaa", "microblog2026",
    "carol@example.com",
    "carol1234", "iloveyou1",
])  # fmt: skip
def test_passwords_that_are_refused(stranger, password):
    register(stranger, expect=422, password=password, password2=password)

    assert accounts() == 0


def test_a_password_typed_in_two_ways_is_refused(stranger):
    page = register(stranger, expect=422, password2=PASSWORD + "!")

    assert "The two passwords differ." in page.text


def test_a_password_is_not_cut(stranger):
    long = "x9!z" * (passwords.MOST // 4)
    register(stranger, password=long, password2=long)

    assert not User.named("carol").check_password(long[:-1])


def test_a_taken_address_is_answered_like_a_free_one(app, alice, stranger):
    free = register(stranger)
    told_of_free = stranger.get("/auth/login")
    taken = register(stranger, username="dave", email="ALICE@example.com")
    told_of_taken = stranger.get("/auth/login")

    assert (taken.response.text, taken.location) == (free.response.text, free.location)
    assert without_token(told_of_taken) == without_token(told_of_free)


def test_the_owner_of_a_taken_address_is_told_by_mail(stranger, alice, outbox):
    register(stranger, username="dave", email="alice@example.com")
    [mail] = sent(outbox)

    assert mail.recipients == ["alice@example.com"]
    assert mail.subject == "[Microblog] You already have an account"
    assert "http://127.0.0.1:8000/auth/reset_password_request" in mail.body


def test_that_mail_is_in_the_sites_language_and_not_in_a_strangers(app, stranger, alice, outbox, monkeypatch):
    monkeypatch.setitem(app.config, "LANGUAGES", ["en", "es"])
    stranger.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es"
    register(stranger, username="dave", email="alice@example.com")

    assert '<html lang="en"' in sent(outbox)[0].html


def test_a_taken_address_makes_no_account(stranger, alice):
    register(stranger, username="dave", email="alice@example.com")

    assert accounts() == 1
    assert User.named("dave") is None


def test_a_new_account_sends_no_mail(stranger, outbox):
    register(stranger)

    assert sent(outbox) == []


def test_a_name_that_went_at_the_same_moment_is_refused(stranger):
    def somebody_is_faster(session, *_event):
        session.execute(sa.insert(User).values(username="Carol", email="other@example.com"))

    sa.event.listen(db.session, "before_flush", somebody_is_faster, once=True)

    assert "This name is taken." in register(stranger, expect=422).text
