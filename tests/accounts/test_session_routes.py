"""The page of one's sessions, and changing the password. Requirements 12 and 22."""

import pytest

from app import db
from app.models import ApiToken, LoginSession
from tests.factories import PASSWORD, login_of, token_of
from tests.support.cookies import copied

PAGE, CHANGE = "/sessions", "/change_password"
NEW = "another unrelated phrase"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def change(visitor, *, expect=303, **fields):
    words = {"current": PASSWORD, "password": NEW, "password2": NEW}
    return visitor.post(CHANGE, expect=expect, **words | fields)


def ends(page):
    return [form["action"] for form in page.all("form") if "/end" in form["action"]]


def test_the_page_tells_where_one_is_logged_in(as_, stranger, alice, bob):
    login_of(bob, device="Somebody else's")
    headers = {"User-Agent": FIREFOX}
    fields = {"username": "alice", "password": PASSWORD, "csrf_token": stranger.get("/auth/login").token}
    stranger._open("/auth/login", "POST", expect=303, data=fields, headers=headers)
    page = as_(alice).get(PAGE)

    assert "Firefox, Linux" in page.text and "Unknown browser" in page.text
    assert "Somebody else's" not in page.text and page.text.count("This one") == 1
    assert len(page.all("relative-time")) == 4


def test_who_is_logged_in_nowhere_else_has_nothing_to_end(as_, alice):
    assert ends(as_(alice).get(PAGE)) == []


def test_the_page_is_found_from_the_own_profile(as_, alice):
    links = {link.get("href") for link in as_(alice).get("/edit_profile").all("a")}

    assert links >= {PAGE, CHANGE}


def test_one_session_is_ended_from_another(as_, alice):
    here, lost, elsewhere = as_(alice), as_(alice), as_(alice)
    lost_id = db.session.scalars(db.select(LoginSession.id).order_by(LoginSession.id)).all()[1]
    assert f"/sessions/{lost_id}/end" in ends(here.get(PAGE))
    here.post(f"/sessions/{lost_id}/end", on=PAGE)

    lost.get("/", expect=303)
    elsewhere.get("/")
    assert "Logged out there." in here.get(PAGE).text


def test_all_others_are_ended_at_once(as_, alice, bob):
    here, others, bobs = as_(alice), [as_(alice), as_(alice)], as_(bob)
    here.post("/sessions/end_others", on=PAGE)

    for other in others:
        other.get("/", expect=303)
    bobs.get("/")
    assert "You are logged in only here now." in here.get(PAGE).text


def test_ending_the_own_session_is_logging_out(as_, alice):
    here = as_(alice)
    [own_id] = db.session.scalars(db.select(LoginSession.id)).all()
    here.post(f"/sessions/{own_id}/end")

    here.get("/", expect=303)


def test_a_session_of_somebody_else_is_not_found(as_, alice, mallory):
    here = as_(alice)
    [alices_id] = db.session.scalars(db.select(LoginSession.id)).all()
    as_(mallory).post(f"/sessions/{alices_id}/end", expect=404)

    here.get("/")


@pytest.mark.parametrize("session_id", ["0", "999", "99999999999999999999", "-1", "x", "1.5"])
def test_a_session_that_is_not_there_is_not_found(as_, alice, session_id):
    as_(alice).post(f"/sessions/{session_id}/end", expect=404)


def test_a_new_password_logs_out_elsewhere(as_, alice):
    here, elsewhere = as_(alice), as_(alice)
    assert change(here, elsewhere="y").location == PAGE

    assert alice.check_password(NEW) and not alice.check_password(PASSWORD)
    elsewhere.get("/", expect=303)
    assert "Your password has been changed." in here.get("/").text


def test_that_is_offered_and_may_be_declined(as_, alice):
    here, elsewhere = as_(alice), as_(alice)
    [offer] = here.get(CHANGE).all("input", name="elsewhere")
    change(here)

    assert "checked" in offer
    here.get("/")
    elsewhere.get("/")


def test_a_new_password_makes_a_new_key_here(as_, alice):
    here = as_(alice)
    thief = copied(here)
    change(here)

    thief.get("/", expect=303)


def test_a_new_password_ends_the_tokens_of_programs(as_, alice):
    token_of(alice)
    change(as_(alice))

    assert db.session.scalars(db.select(ApiToken)).all() == []


@pytest.mark.parametrize("fields", [
    {"current": "wrong"}, {"current": ""}, {"password": "short", "password2": "short"},
    {"password2": "other"}, {"password": "alice@example.com", "password2": "alice@example.com"},
])  # fmt: skip
def test_without_the_right_words_nothing_changes(as_, alice, fields):
    here, elsewhere = as_(alice), as_(alice)
    page = change(here, expect=422, **fields)

    assert page.all("input", **{"aria-invalid": "true"}) and alice.check_password(PASSWORD)
    elsewhere.get("/")
