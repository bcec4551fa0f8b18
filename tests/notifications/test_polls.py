"""Polls on which nothing is new: the answer of last time."""

import pytest

from app import db
from app.core import redis
from app.core.redis import RedisError, RedisTimeout
from app.models import LoginSession
from app.notifications import polls
from app.notifications.channel import Channel
from tests.support.apps import another_app


@pytest.fixture(autouse=True)
def _polls(app, monkeypatch):
    """Nothing is kept from other tests, of which one may have had no Redis."""
    channel = Channel(app)
    monkeypatch.setitem(app.extensions, "channel", channel)
    monkeypatch.setattr(app.extensions["polls"], "_channel", channel)
    monkeypatch.setattr(app.extensions["polls"], "_kept", {})


@pytest.fixture
def visitor(as_, alice):
    """Alice's page, which has asked before; the first answer may still have set a cookie."""
    visitor = as_(alice)
    for _ in range(2):
        visitor.get("/notifications?since=1")
    return visitor


def tell(user, data, name="unread_message_count"):
    user.add_notification(name, data)
    db.session.commit()


def told(visitor, path="/notifications?since=1"):
    return [news["data"] for news in visitor.get(path).json]


def test_the_first_poll_reads_twice_and_writes_nothing(as_, alice, statements):
    visitor = as_(alice)
    statements.clear()
    visitor.get("/notifications?since=1")

    assert [one.split()[0] for one in statements] == ["SELECT", "SELECT"]


def test_the_next_one_asks_the_database_for_nothing(visitor, statements):
    statements.clear()
    visitor.get("/notifications?since=1")

    assert statements == []


def test_the_answer_from_memory_has_all_that_the_first_had(visitor):
    first, second = (visitor.get("/notifications?since=2").headers for _ in range(2))

    assert {**first, "X-Request-ID": ""} == {**second, "X-Request-ID": ""}
    assert first["X-Request-ID"] != second["X-Request-ID"]


def test_news_are_told_at_once(visitor, alice):
    tell(alice, 1)

    assert told(visitor) == [1]


def test_news_that_were_taken_back_are_not(visitor, alice):
    alice.add_notification("unread_message_count", 1)
    db.session.rollback()

    assert told(visitor) == []


def test_another_question_is_read_anew(visitor, alice):
    tell(alice, 1)

    assert (told(visitor), told(visitor, "/notifications?since=1e12")) == ([1], [])


def test_somebody_else_is_not_told_the_same(visitor, as_, alice, mallory):
    tell(alice, 1)
    told(visitor)

    assert told(as_(mallory)) == []


def test_who_has_no_cookie_is_told_nothing(visitor, stranger):
    stranger.get("/notifications?since=1", expect=401, headers={"Accept": "application/json"})


def test_who_has_the_answer_is_told_that_nothing_changed(visitor):
    tag = visitor.get("/notifications?since=1").headers["ETag"]
    page = visitor.get("/notifications?since=1", expect=304, headers={"If-None-Match": tag})

    assert page.response.data == b"" and page.headers["ETag"] == tag


def test_the_first_poll_too_knows_what_the_page_has(visitor, app):
    tag = visitor.get("/notifications?since=1").headers["ETag"]
    app.redis.flushdb()

    visitor.get("/notifications?since=1", expect=304, headers={"If-None-Match": tag})


def test_a_redis_that_forgets_costs_a_look_into_the_database(visitor, alice, app):
    tell(alice, 1)
    app.redis.flushdb()

    assert told(visitor) == [1]


def test_without_redis_every_poll_is_read(visitor, alice, app, monkeypatch):
    def refuse(*_command):
        raise RedisError

    monkeypatch.setattr(redis.of(app), "execute_command", refuse)
    told(visitor)
    tell(alice, 1)
    answers = [told(visitor), told(visitor)]

    assert answers == [[1], [1]]


def test_a_redis_that_hangs_is_left_alone_for_a_while(visitor, app, monkeypatch):
    asked = []

    def refuse(*command):
        asked.append(command)
        raise RedisTimeout

    monkeypatch.setattr(redis.of(app), "execute_command", refuse)
    for _ in range(3):
        told(visitor)

    assert len(asked) == 1


def test_an_answer_is_kept_for_some_time_only(visitor, app, statements, monkeypatch):
    monkeypatch.setattr(polls, "KEPT_FOR_S", -1)
    told(visitor, "/notifications?since=3")
    statements.clear()
    told(visitor, "/notifications?since=3")

    assert len(statements) == 2


def test_what_a_page_has_already_is_kept_anew(visitor, app, statements):
    first = visitor.get("/notifications?since=1")
    known = {"If-None-Match": first.headers["ETag"]}
    app.extensions["polls"]._kept.clear()
    visitor.get("/notifications?since=1", headers=known, expect=304)
    statements.clear()

    visitor.get("/notifications?since=1", headers=known, expect=304)
    again = visitor.get("/notifications?since=1")
    assert statements == [] and again.json == first.json
    assert {**again.headers, "X-Request-ID": ""} == {**first.headers, "X-Request-ID": ""}


def test_so_many_answers_are_kept_and_no_more(visitor, app, monkeypatch):
    monkeypatch.setattr(polls, "MOST_KEPT", 3)
    for since in range(5):
        told(visitor, f"/notifications?since={since}")

    assert len(app.extensions["polls"]._kept) == 3


def test_a_large_answer_is_not_kept(visitor, alice, app):
    app.extensions["polls"]._kept.clear()
    tell(alice, "x" * polls.MOST_BYTES)
    told(visitor)

    assert app.extensions["polls"]._kept == {}


def test_a_session_that_was_ended_elsewhere_is_told_nothing_any_more(visitor, alice):
    LoginSession.revoke(alice.id)
    db.session.commit()

    visitor.get("/notifications?since=1", expect=401, headers={"Accept": "application/json"})


def test_another_way_to_ask_is_not_taken_for_a_poll(visitor, alice):
    tell(alice, 1)
    options = visitor._request("/notifications?since=1", "OPTIONS")

    assert (options.status_code, told(visitor)) == (200, [1])


def test_a_full_redis_ends_answers_too(visitor, alice, app):
    app.redis.config_set("maxmemory", 1)
    try:
        tell(alice, 1)
        assert told(visitor) == [1]
    finally:
        app.redis.config_set("maxmemory", 0)


def test_two_sites_on_one_redis_server_tell_each_other_nothing(app):
    with another_app(app, REDIS_URL=app.config["REDIS_URL"].replace("/0", "/7")) as other:
        assert other.extensions["channel"].name(1) != app.extensions["channel"].name(1)
