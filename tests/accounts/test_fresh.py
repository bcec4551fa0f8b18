"""What asks for the password again, when it was entered a while ago. Requirements 10 and 14."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from app import db
from app.models import LoginSession, Task
from tests.accounts.test_limits import guess
from tests.factories import BEGINNING, PASSWORD, token_of
from tests.support.apps import another_app
from tests.support.cookies import copied
from tests.support.page import Visitor
from tests.support.program import Program

CONFIRM = "/auth/confirm"
JSON = {"Accept": "application/json"}
AN_HOUR, A_SECOND = timedelta(hours=1), timedelta(seconds=1)
# Each form, and the page on which one goes on.
FORMS = {
    "/export_posts": "/exports", "/exports": "/exports", "/exports/regular": "/exports",
    "/sessions/1/end": "/sessions", "/sessions/end_others": "/sessions",
    "/settings/email": "/settings/email", "/settings/delete": "/settings/delete",
}  # fmt: skip


@pytest.fixture
def traveller():
    with time_machine.travel(BEGINNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def stale(as_, alice, traveller):
    """Alice in a browser where she logged in an hour ago."""
    visitor = as_(alice)
    traveller.shift(AN_HOUR)
    return visitor


def confirm(visitor, *, at=CONFIRM, expect=303, password=PASSWORD):
    return visitor.post(at, expect=expect, password=password)


@pytest.mark.parametrize(("path", "then"), FORMS.items())
def test_it_is_asked_for_before_a_form_is_looked_at(stale, path, then):
    assert stale.post(path).location == f"{CONFIRM}?next={then}"
    assert db.session.scalar(sa.select(sa.func.count(Task.id))) == 0


def test_it_is_asked_for_before_an_archive_is_downloaded(stale):
    assert stale.get("/exports/1/file", expect=303).location == f"{CONFIRM}?next=/exports/1/file"


@pytest.mark.parametrize(
    "path", ["/", "/exports", "/export_posts", "/exports/1", "/sessions", "/edit_profile", "/settings"]
)
def test_it_is_not_asked_for_to_look(stale, path):
    assert stale._request(path, "GET").status_code in {200, 404}


@pytest.mark.parametrize(("ago", "location"), [(AN_HOUR - A_SECOND, "/exports/"), (AN_HOUR, CONFIRM)])
def test_an_hour_is_a_while(as_, alice, traveller, ago, location):
    visitor = as_(alice)
    traveller.shift(ago)

    assert visitor.post("/export_posts").location.startswith(location)


def test_the_operator_says_how_long(app, as_, alice, traveller, monkeypatch):
    monkeypatch.setitem(app.config, "FRESH_LOGIN_MINUTES", 1)
    visitor = as_(alice)
    traveller.shift(timedelta(minutes=1))

    assert visitor.post("/export_posts").location.startswith(CONFIRM)


def test_being_remembered_shows_no_password(stranger, alice, traveller):
    stranger.post("/auth/login", username="alice", password=PASSWORD, remember_me="y")
    traveller.shift(AN_HOUR)
    stranger.client.delete_cookie("session")

    assert stranger.post("/export_posts").location.startswith(CONFIRM)


@pytest.mark.parametrize("path", ["/export_posts", "/sessions/end_others"])
def test_a_program_is_told_401(stale, path):
    token = stale._any_token()
    page = stale._open(path, "POST", expect=401, data={"csrf_token": token}, headers=JSON)

    assert page.json["status"] == 401 and "password" in page.json["detail"]


def test_a_program_that_downloads_is_told_401(stale):
    stale.get("/exports/1/file", expect=401, headers=JSON)


def test_a_token_of_the_api_is_proof_enough(app, alice, traveller):
    program = Program(app, token_of(alice))
    traveller.shift(2 * AN_HOUR)

    program.post("/api/exports", expect=202)


def test_with_the_password_one_goes_on(stale):
    location = stale.post("/exports").location
    assert confirm(stale, at=location).location == "/exports"

    assert "Thank you." in stale.get("/exports").text
    assert stale.post("/export_posts").location.startswith("/exports/")


def test_the_password_makes_a_new_key_and_the_old_one_is_dead(stale):
    with stale.client.session_transaction() as session:
        before = session["_user_id"]
    thief = copied(stale)
    confirm(stale)
    with stale.client.session_transaction() as session:
        assert session["_user_id"] != before

    thief.get("/", expect=303)
    stale.get("/")


@pytest.mark.parametrize("remember_me", [{}, {"remember_me": "y"}])
def test_who_was_remembered_stays_so(stranger, alice, traveller, remember_me):
    stranger.post("/auth/login", username="alice", password=PASSWORD, **remember_me)
    thief = copied(stranger, "remember_token")
    confirm(stranger)
    stranger.client.delete_cookie("session")

    thief.get("/", expect=303)
    stranger.get("/", expect=200 if remember_me else 303)


def test_the_session_is_no_younger_for_it(stale):
    confirm(stale)

    [row] = db.session.scalars(sa.select(LoginSession)).all()
    assert (row.created_at, row.authenticated_at) == (BEGINNING, BEGINNING + AN_HOUR)


def test_forms_in_other_tabs_may_still_be_sent(stale):
    token = stale.get("/").token
    confirm(stale)

    stale._open("/", "POST", expect=303, data={"csrf_token": token, "post": "begun before"})


@pytest.mark.parametrize("password", ["", "wrong", "x" * 1001])
def test_without_the_password_one_does_not_go_on(stale, password):
    page = confirm(stale, expect=422, password=password)

    assert [field["name"] for field in page.all("input", **{"aria-invalid": "true"})] == ["password"]
    assert stale.post("/export_posts").location.startswith(CONFIRM)


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/%5Cevil.example"])
def test_one_does_not_go_on_to_elsewhere(stale, target):
    assert confirm(stale, at=f"{CONFIRM}?next={target}").location == "/"


@pytest.fixture
def limited(app):
    with another_app(app, RATELIMIT_ENABLED=True) as limited_app:
        yield limited_app


@pytest.mark.parametrize(
    ("path", "field"),
    [(CONFIRM, "password"), ("/change_password", "current"), ("/settings/delete", "password")],
)
def test_guesses_count_together_with_those_at_the_log_in(limited, alice, path, field):
    visitor = Visitor(limited, alice)
    for _ in range(5):
        visitor.post(path, expect=422, **{field: "wrong"})
    guess(Visitor(limited), 5)

    visitor.post(path, expect=429, **{field: PASSWORD})
    Visitor(limited).post("/auth/login", expect=429, username="alice", password=PASSWORD)


def test_who_knows_the_password_is_not_limited(limited, alice):
    visitor = Visitor(limited, alice)
    for _ in range(11):
        confirm(visitor)
