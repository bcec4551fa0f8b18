"""Sessions that the server knows: each has a key of its own, and ends where and when it should.

Requirements 10 (a new session id), 11 (log-out ends the session on the server) and 13 (time-outs).
"""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from app import db
from app.accounts import login_sessions
from app.core import clock
from app.jobs import sweep
from app.models import LoginSession, User
from tests.factories import BEGINNING, PASSWORD, login_of
from tests.support.cookies import copied
from tests.support.jobs import ask
from tests.support.page import Visitor

JSON = {"Accept": "application/json"}
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def traveller():
    with time_machine.travel(BEGINNING, tick=False) as traveller:
        yield traveller


def log_in(visitor, **fields):
    return visitor.post("/auth/login", **{"username": "alice", "password": PASSWORD} | fields)


def in_session(visitor):
    with visitor.client.session_transaction() as session:
        return dict(session)


def rows():
    return db.session.scalars(sa.select(LoginSession).order_by(LoginSession.id)).all()


def test_each_log_in_has_a_key_of_its_own(app, alice):
    keys = []
    for _ in range(2):
        visitor = Visitor(app)
        log_in(visitor)
        keys.append(in_session(visitor)["_user_id"])

    assert keys[0] != keys[1] and min(len(key) for key in keys) >= 43
    assert [row.user_id for row in rows()] == [alice.id] * 2


def test_nothing_from_before_the_log_in_stays_in_the_session(stranger, alice):
    with stranger.client.session_transaction() as session:
        session["planted"] = "by somebody else"
    before = stranger.get("/auth/login").token
    log_in(stranger)

    assert "planted" not in in_session(stranger)
    assert in_session(stranger).get("csrf_token") is None and stranger.get("/").token != before


def test_the_database_does_not_know_the_key(alice):
    key = login_of(alice).key

    [row] = rows()
    assert key not in {str(getattr(row, column.name)) for column in LoginSession.__table__.columns}


@pytest.mark.parametrize("known", ["id", "key_hash"])
def test_what_the_database_knows_opens_nothing(stranger, alice, known):
    login_of(alice)
    with stranger.client.session_transaction() as session:
        session["_user_id"] = str(getattr(rows()[0], known))

    stranger.get("/", expect=303)


def test_a_cookie_from_before_there_were_keys_leads_to_the_log_in_page(stranger, alice):
    with stranger.client.session_transaction() as session:
        session |= {"_user_id": str(alice.id), "_fresh": True}

    assert stranger.get("/", expect=303).location.startswith("/auth/login")


def test_finding_the_user_of_a_session_is_one_query(alice, statements):
    key = login_of(alice).key
    statements.clear()
    user = User.with_session(key)

    assert (len(statements), user.username, user.login.key) == (1, "alice", key)


@pytest.mark.parametrize("cookie", ["session", "remember_token"])
def test_a_copied_cookie_is_dead_after_the_log_out(stranger, alice, cookie):
    log_in(stranger, remember_me="y")
    thief = copied(stranger, cookie)
    thief.get("/")
    stolen_again = copied(stranger, cookie)
    stranger.post("/auth/logout")

    thief.get("/", expect=303)
    stolen_again.get("/", expect=303)
    assert rows() == []


def test_logging_out_here_is_not_logging_out_elsewhere(as_, alice):
    here, elsewhere = as_(alice), as_(alice)
    here.post("/auth/logout")

    elsewhere.get("/")


def test_a_session_whose_user_was_deleted_is_gone(alice):
    login_of(alice)
    db.session.delete(alice)
    db.session.commit()

    assert rows() == []


@pytest.mark.parametrize(("unused", "status"), [(14 * A_DAY - A_MINUTE, 200), (14 * A_DAY, 303)])
def test_a_session_ends_after_two_weeks_without_use(as_, alice, traveller, unused, status):
    visitor = as_(alice)
    traveller.shift(unused)

    visitor.get("/", expect=status)


def test_a_session_in_use_goes_on_and_ends_after_ninety_days_all_the_same(as_, alice, traveller):
    visitor = as_(alice)
    for _ in range(8):
        traveller.shift(11 * A_DAY)
        visitor.get("/explore")
    traveller.shift(2 * A_DAY)

    visitor.get("/explore", expect=303)


@pytest.mark.parametrize("path", ["/notifications", "/posts/new?after=0-0", "/tasks/{task}"])
def test_a_page_left_open_keeps_no_session_alive(as_, alice, traveller, path):
    path = path.format(task=ask(alice).id)
    visitor = as_(alice)
    traveller.shift(13 * A_DAY)
    visitor.get(path, headers=JSON)
    traveller.shift(A_DAY)

    assert visitor.get(path, expect=401, headers=JSON)


def test_who_logs_in_all_the_time_has_a_hundred_sessions_at_most(alice, monkeypatch):
    monkeypatch.setattr(login_sessions, "MOST_LISTED", 3)
    keys = [login_of(alice).key for _ in range(5)]

    assert [User.with_session(key) is not None for key in keys] == [False, False, True, True, True]


@pytest.mark.parametrize("setting", ["SESSION_IDLE_DAYS", "SESSION_MOST_DAYS"])
def test_the_operator_says_how_long(app, as_, alice, traveller, monkeypatch, setting):
    monkeypatch.setitem(app.config, setting, 1)
    visitor = as_(alice)
    traveller.shift(A_DAY)

    visitor.get("/", expect=303)


def test_being_remembered_ends_after_two_weeks_without_use_too(stranger, alice, traveller):
    log_in(stranger, remember_me="y")
    stranger.client.delete_cookie("session")
    traveller.shift(14 * A_DAY)

    stranger.get("/", expect=303)


def test_the_cookie_of_who_is_remembered_lives_as_long_as_a_session_may(stranger, alice, traveller):
    log_in(stranger, remember_me="y")

    assert stranger.client.get_cookie("remember_token").expires == BEGINNING + 90 * A_DAY


def test_what_has_run_out_is_deleted_within_the_hour(alice, bob, traveller):
    login_of(alice)
    traveller.shift(14 * A_DAY)
    kept = login_of(bob)
    sweep.sweep_if_due()

    assert [row.id for row in rows()] == [kept.session_id]


def test_an_end_is_logged_without_the_key(alice, caplog):
    key = login_of(alice).key
    LoginSession.revoke(alice.id)

    assert f"user {alice.id}: sessions ended: 1" in caplog.text and key not in caplog.text


def test_a_session_that_takes_the_place_of_another_is_no_younger(alice):
    began_at = clock.now() - 80 * A_DAY
    LoginSession.begin(alice.id, device=None, remembered=False, created_at=began_at)

    assert [row.created_at for row in rows()] == [began_at]
