"""News pushed to a program."""

from datetime import timedelta

import pytest

from app import db
from app.accounts.tokens import ApiToken
from tests.factories import token_of
from tests.support.apps import another_app
from tests.support.program import Program
from tests.support.servers import wait_for


@pytest.fixture
def token(alice):
    return token_of(alice, scopes=["read"])


def test_a_program_hears_news_as_they_are_committed(listen_with, token, alice, tell):
    listener = listen_with(token)
    tell(alice, 7)

    assert listener.hears(b'data: {"name":"unread_message_count","data":7,"timestamp":')


def test_the_answer_has_what_all_answers_of_the_api_have(listen_with, token):
    listener = listen_with(token)
    listener.hears(b"\r\n\r\n")

    assert b"Content-Type: text/event-stream" in listener.heard and b"Set-Cookie" not in listener.heard
    assert b"Cache-Control: private, no-store" in listener.heard


def test_nobody_hears_what_is_told_to_others(listen_with, token, bob, alice, tell):
    listener = listen_with(token)
    tell(bob, "a secret")
    tell(alice, "no secret")

    assert listener.hears(b'"no secret"') and b'"a secret"' not in listener.heard


def test_the_last_that_was_heard_counts_more_than_the_query(listen_with, token, alice, tell):
    alice.add_notification("old", 1).timestamp = 100.0
    tell(alice, 2)
    listener = listen_with(token, since=0, **{"Last-Event-ID": "103.5"})

    assert listener.hears(b'"data":2') and b'"old"' not in listener.heard


@pytest.mark.parametrize("moment", ["x", "nan", "-1", "1e300", "inf"])
def test_a_moment_that_is_none_is_named(listen_with, token, moment):
    listen_with(token, since=moment, expect=422)
    listen_with(token, expect=422, **{"Last-Event-ID": moment})


def test_a_stream_ends_with_its_token(listen_with, token, alice):
    listener = listen_with(token)
    listener.hears(b"event: hello")
    ApiToken.revoke(token)
    db.session.commit()

    assert listener.ends()


def test_a_stream_ends_when_its_token_expires(listen_with, alice):
    listener = listen_with(token_of(alice, keep=timedelta(seconds=1)))

    assert listener.ends() and b"event: hello" in listener.heard


def test_a_token_that_ends_before_the_stream_hears_anything_hears_nothing(
    listen_with, hub, token, monkeypatch
):
    def end_first(name, join=hub.join):
        ApiToken.revoke(token)
        db.session.commit()
        return join(name)

    monkeypatch.setattr(hub, "join", end_first)
    listen_with(token, expect=401)

    wait_for(lambda: not any(hub._streams.values()), "the stream to end")


def test_pages_and_programs_of_a_user_have_so_many_streams_and_no_more(listen, listen_with, token, alice):
    opened = [listen(alice), listen_with(token), listen_with(token)]
    listen_with(token, expect=503)

    assert all(listener.hears(b"event: hello") for listener in opened)


def test_without_a_server_for_it_a_program_is_told_to_ask(app, token):
    Program(app, token).get("/api/notifications/stream", expect=204)


def test_a_token_for_something_else_hears_nothing(listen_with, alice):
    listen_with(token_of(alice, scopes=["write"]), expect=403)


def test_a_session_alone_hears_nothing(as_, alice):
    as_(alice)._open("/api/notifications/stream", "GET", expect=401)


def test_to_begin_to_listen_counts_as_a_request(app, token):
    with another_app(app, RATELIMIT_ENABLED=True, API_READS_PER_MINUTE=1) as site:
        answer = Program(site, token).get("/api/notifications/stream", expect=204)

        assert answer.headers["X-RateLimit-Remaining"] == "0"
        Program(site, token).get("/api/notifications/stream", expect=429)
