"""Logging in and out."""

import pytest
from argon2.exceptions import VerifyMismatchError
from werkzeug.security import generate_password_hash

from app import db
from app.accounts import credentials
from tests.factories import PASSWORD, login_of
from tests.support.mails import without_token

LOGIN = "/auth/login"
REFUSAL = "Invalid username or password"


def log_in(visitor, *, expect=303, at=LOGIN, **fields):
    return visitor.post(at, expect=expect, **{"username": "alice", "password": PASSWORD} | fields)


def test_the_right_password_opens_home(stranger, alice):
    assert log_in(stranger).location == "/"
    assert "Hi, alice!" in stranger.get("/").text


def test_a_name_may_be_typed_in_any_case(stranger, alice):
    log_in(stranger, username="ALICE")


def test_space_around_a_name_is_cut(stranger, alice):
    log_in(stranger, username=" alice ")


@pytest.mark.parametrize("fields", [
    {"password": "wrong"}, {"password": PASSWORD.upper()}, {"password": PASSWORD + " "},
    {"username": "nobody"},
    {"username": "alice' OR '1'='1"}, {"username": "al%"},
])  # fmt: skip
def test_anything_else_does_not(stranger, alice, fields):
    assert REFUSAL in log_in(stranger, expect=422, **fields).text
    stranger.get("/", expect=303)


@pytest.mark.parametrize(
    "fields", [{"username": ""}, {"password": ""}, {"username": "a" * 65}, {"password": "x" * 1001}]
)
def test_what_cannot_be_right_is_refused_by_the_form(stranger, alice, fields):
    page = log_in(stranger, expect=422, **fields)

    assert REFUSAL not in page.text
    assert [field["name"] for field in page.all("input", **{"aria-invalid": "true"})] == [*fields]


def test_a_field_in_order_is_not_marked_as_wrong(stranger):
    assert not [field for field in stranger.get(LOGIN).all("input") if "aria-invalid" in field]


def test_the_password_never_comes_back(stranger, alice):
    assert (
        "a secret typed wrong"
        not in log_in(stranger, expect=422, password="a secret typed wrong").response.text
    )


def test_a_refusal_is_spoken_at_once_and_good_news_when_there_is_time(stranger, as_, alice):
    refused = log_in(stranger, expect=422, password="wrong")
    visitor = as_(alice)
    visitor.post("/", post="hello")

    assert refused.all("div", role="alert", class_="alert alert-danger notice")
    assert visitor.get("/").all("div", role="status", class_="alert alert-success notice")


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(stranger, alice, bob):
    wrong = without_token(log_in(stranger, expect=422, username="bob", password="wrong"))
    unknown = without_token(log_in(stranger, expect=422, username="eve", password="wrong"))

    assert wrong.replace("bob", "eve") == unknown


def test_somebody_without_a_password_cannot_log_in(stranger, alice):
    alice.password_hash = None

    log_in(stranger, expect=422)


def test_an_account_without_a_password_takes_as_long_as_any(stranger, alice, monkeypatch):
    tried = []

    def verify(_hasher, password_hash, password):
        tried.append(password)
        raise VerifyMismatchError

    monkeypatch.setattr(credentials.PasswordHasher, "verify", verify)
    alice.password_hash = None
    log_in(stranger, expect=422)

    assert tried == [PASSWORD]


def test_an_old_hash_is_replaced_at_login(stranger, alice):
    alice.password_hash = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")

    log_in(stranger)

    assert alice.password_hash.startswith("$argon2id$")
    assert alice.check_password(PASSWORD)


@pytest.mark.parametrize(
    "damaged", ["x", "md5$x$y", "pbkdf2:sha256:x$a$b", "$argon2id$x", "$argon2id$v=19$m=8,t=1,p=1$a$b"]
)
def test_a_damaged_hash_opens_nothing(stranger, alice, damaged):
    alice.password_hash = damaged

    log_in(stranger, expect=422)


def test_one_goes_on_to_where_one_wanted_to_be(stranger, alice):
    login = stranger.get("/explore?before=1-2", expect=303).location

    assert log_in(stranger, at=login).location == "/explore?before=1-2"


@pytest.mark.parametrize("target", [
    "https://evil.example", "//evil.example", "///evil.example", "http:///evil.example", "/%5Cevil.example",
    "%5C%5Cevil.example", "/%09/evil.example", "/%0A/evil.example", "/%0D%0ASet-Cookie:a=b",
    "%20//evil.example",
    "javascript:alert(1)", "evil.example", "/%00/evil.example", "/%7F/evil.example",
])  # fmt: skip
def test_one_does_not_go_on_to_elsewhere(stranger, alice, target):
    login = f"{LOGIN}?next={target}"
    if "%00" in target:
        stranger.get(login, expect=400)
    else:
        assert log_in(stranger, at=login).location == "/"


def test_who_is_logged_in_needs_no_form(as_, alice):
    assert as_(alice).get(LOGIN + "?next=/explore", expect=303).location == "/explore"
    assert as_(alice).get(LOGIN + "?next=//evil.example", expect=303).location == "/"
    assert as_(alice).get("/auth/register", expect=303).location == "/"


def test_remember_me_outlives_the_session(stranger, alice):
    log_in(stranger, remember_me="y")
    stranger.client.delete_cookie("session")

    assert "Hi, alice!" in stranger.get("/").text


def test_without_it_the_session_is_all(stranger, alice):
    log_in(stranger)
    stranger.client.delete_cookie("session")

    stranger.get("/", expect=303)


def test_a_changed_remember_cookie_opens_nothing(stranger, alice, bob):
    log_in(stranger, remember_me="y")
    _key, digest = stranger.client.get_cookie("remember_token").value.split("|")
    stranger.client.delete_cookie("session")
    stranger.client.set_cookie("remember_token", f"{login_of(bob).key}|{digest}")

    stranger.get("/", expect=303)


def test_a_link_to_log_out_only_shows_the_button(as_, alice):
    visitor = as_(alice)

    assert "Log out" in visitor.get("/auth/logout").text
    visitor.get("/")


def test_the_button_logs_out(as_, alice):
    visitor = as_(alice)

    assert visitor.post("/auth/logout").location == LOGIN
    visitor.get("/", expect=303)


def test_logging_out_forgets_what_was_remembered(stranger, alice):
    log_in(stranger, remember_me="y")
    stranger.post("/auth/logout")

    assert stranger.client.get_cookie("remember_token") is None
    stranger.get("/", expect=303)


def test_a_session_of_a_deleted_account_opens_nothing(as_, alice):
    visitor = as_(alice)
    db.session.delete(alice)

    visitor.get("/", expect=303)


@pytest.mark.parametrize("user_id", ["", "x", "-1", "1.0", "٣", "²", "1 OR 1=1"])
def test_a_session_of_nobody_opens_nothing(stranger, user_id):
    with stranger.client.session_transaction() as session:
        session |= {"_user_id": user_id, "_fresh": True}

    stranger.get("/", expect=303)
