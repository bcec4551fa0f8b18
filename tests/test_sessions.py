"""Who is logged in, and when they were last here."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.exc import OperationalError

from app import db
from app.accounts.presence import SEEN_EVERY
from app.models import LoginSession
from tests.factories import BEGINNING
from tests.support.statements import before_each


@pytest.fixture
def long_ago(alice):
    alice.last_seen = BEGINNING
    db.session.commit()
    return BEGINNING


@pytest.fixture
def later():
    with time_machine.travel(BEGINNING + timedelta(days=1), tick=False):
        yield BEGINNING + timedelta(days=1)


def test_a_page_notes_that_somebody_was_here(as_, alice, long_ago, later):
    as_(alice).get("/explore")

    assert alice.last_seen == later


def test_somebody_who_was_never_seen_is_noted(as_, alice, later):
    alice.last_seen = None
    as_(alice).get("/explore")

    assert alice.last_seen == later


@pytest.mark.parametrize("path", ["/notifications", "/posts/new?after=0-0", "/avatar/0123456789abcdef.svg"])
def test_what_a_page_asks_by_itself_notes_nothing(as_, alice, long_ago, later, path):
    as_(alice).get(path)

    assert alice.last_seen == long_ago


@pytest.mark.parametrize(
    ("after", "written"), [(SEEN_EVERY - timedelta(seconds=1), False), (SEEN_EVERY, True)]
)
def test_it_is_noted_once_a_minute(as_, alice, long_ago, after, written):
    with time_machine.travel(long_ago + after, tick=False):
        as_(alice).get("/explore")

    assert (alice.last_seen == long_ago + after) == written


def last_used():
    return db.session.scalar(sa.select(LoginSession.last_used_at))


def test_of_two_browsers_each_is_noted(as_, alice, bob):
    with time_machine.travel(BEGINNING, tick=False) as traveller:
        visitor = as_(alice)
        traveller.shift(SEEN_EVERY)
        # As if another browser of hers had been here in this moment.
        alice.last_seen = BEGINNING + SEEN_EVERY
        visitor.get("/explore")

    assert last_used() == BEGINNING + SEEN_EVERY


@pytest.mark.parametrize("path", ["/notifications", "/avatar/0123456789abcdef.svg"])
def test_what_a_page_asks_by_itself_keeps_no_session_alive(as_, alice, long_ago, path):
    with time_machine.travel(BEGINNING, tick=False) as traveller:
        visitor = as_(alice)
        traveller.shift(timedelta(days=1))
        visitor.get(path)

    assert last_used() == BEGINNING


def test_looking_at_somebody_is_not_being_them(as_, alice, bob, long_ago, later):
    as_(bob).get("/user/alice")

    assert alice.last_seen == long_ago


def test_a_page_that_does_not_exist_notes_it_too(as_, alice, long_ago, later):
    as_(alice).get("/nowhere", expect=404)

    assert alice.last_seen == later


def test_a_busy_database_costs_the_note_and_not_the_page(as_, alice, long_ago, later, caplog):
    def busy(statement):
        if statement.startswith("UPDATE"):
            raise OperationalError(statement, None, Exception("database is locked"))

    with before_each(busy):
        as_(alice).get("/explore")

    assert alice.last_seen == long_ago
    assert f"last_seen of user {alice.id} was not written" in caplog.text


def test_people_are_sent_to_log_in_and_back(stranger):
    assert (
        stranger.get("/explore?before=1-2", expect=303).location == "/auth/login?next=/explore?before%3D1-2"
    )


def test_nobody_is_sent_back_to_a_form(stranger, bob):
    assert stranger.post("/follow/bob").location == "/auth/login"


@pytest.mark.parametrize("accept", ["application/json", "text/plain, application/json;q=0.9"])
def test_programs_are_told_401(stranger, accept):
    page = stranger.get("/explore", expect=401, headers={"Accept": accept})

    assert page.json["title"] == "Unauthorized"
