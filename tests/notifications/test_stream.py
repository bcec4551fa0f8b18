"""News pushed to the page: a stream of server-sent events."""

import re
import socket

import pytest

from app import db
from app.models import LoginSession
from tests.factories import BEGINNING
from tests.support.servers import wait_for

ID = re.compile(rb"^id: (\S+)$", re.MULTILINE)


def test_a_stream_says_hello_and_when_to_come_back(listen, alice):
    listener = listen(alice)

    assert listener.hears(b"event: hello\ndata:\n\n") and b"\nretry: " in listener.heard


def test_the_answer_is_one_of_ours(listen, alice):
    listener = listen(alice)
    listener.hears(b"\r\n\r\n")
    head = listener.heard.decode().partition("\r\n\r\n")[0].splitlines()

    assert head[0] == "HTTP/1.1 200 OK" and "Content-Type: text/event-stream; charset=utf-8" in head
    assert {"X-Accel-Buffering: no", "Cache-Control: private, no-store", "Connection: close"} <= {*head}
    assert any(line.startswith("Content-Security-Policy: ") for line in head)
    assert not any(line.startswith("Content-Length") for line in head)


def test_news_come_as_they_are_committed(listen, alice, tell):
    listener = listen(alice)
    tell(alice, 7)

    assert listener.hears(b'data: {"name":"unread_message_count","data":7,"timestamp":')


def test_news_that_are_taken_back_do_not(listen, alice, tell):
    listener = listen(alice)
    alice.add_notification("unread_message_count", 1)
    db.session.rollback()
    tell(alice, 2)

    assert listener.hears(b'"data":2') and b'"data":1' not in listener.heard


def test_nobody_hears_what_is_told_to_others(listen, alice, mallory, tell):
    alices, mallorys = listen(alice), listen(mallory)
    tell(alice, "a secret")
    tell(mallory, "no secret")

    assert alices.hears(b'"a secret"') and mallorys.hears(b'"no secret"')
    assert b'"a secret"' not in mallorys.heard


def test_who_comes_back_is_told_what_was_missed(listen, alice, tell):
    before = listen(alice)
    tell(alice, 1)
    before.hears(b'"data":1')
    last = ID.findall(before.heard)[-1].decode()
    before.connection.close()
    tell(alice, 2)

    assert listen(alice, since=0, **{"Last-Event-ID": last}).hears(b'"data":2')


def test_what_was_heard_long_ago_is_not_said_again(listen, alice, tell):
    alice.add_notification("old", 1).timestamp = 100.0
    tell(alice, 2)
    listener = listen(alice, since=103)

    assert listener.hears(b'"data":2') and b'"old"' not in listener.heard


@pytest.mark.parametrize("missing", ["gunicorn.socket", "wsgi.multithread"])
def test_without_a_server_for_it_the_page_is_left_to_poll(hub, as_, alice, missing):
    with socket.socket() as served:
        offered = {"gunicorn.socket": served, "wsgi.multithread": True} | {missing: None}
        as_(alice).get("/notifications/stream", expect=204, environ_overrides=offered)


@pytest.mark.parametrize("since", ["x", "nan", "-1"])
def test_a_moment_that_is_none_is_refused(listen, alice, since):
    listen(alice, since=since, expect=400)


def test_a_stranger_is_told_that_there_is_nothing_to_hear(stranger):
    stranger.get("/notifications/stream", expect=401, headers={"Accept": "text/event-stream"})


def test_a_user_has_so_many_streams_and_no_more(listen, alice, bob):
    opened = [listen(alice) for _ in range(3)]
    listen(alice, expect=503)

    assert all(listener.hears(b"hello") for listener in [*opened, listen(bob)])


def test_an_error_gives_the_place_back(listen, hub, alice, monkeypatch):
    monkeypatch.setattr("app.notifications.listening.stream.opening", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        listen(alice)

    wait_for(lambda: not any(hub._streams.values()), "the streams to end")


def test_it_is_not_a_visit(listen, alice):
    alice.last_seen = BEGINNING
    db.session.commit()
    listen(alice)
    db.session.expire_all()

    assert alice.last_seen == BEGINNING


def test_a_session_that_ends_before_the_stream_hears_anything_hears_nothing(listen, hub, alice, monkeypatch):
    def end_first(name, join=hub.join):
        LoginSession.revoke(alice.id)
        db.session.commit()
        return join(name)

    monkeypatch.setattr(hub, "join", end_first)
    listen(alice, expect=401, Accept="text/event-stream")

    wait_for(lambda: not any(hub._streams.values()), "the stream to end")


def test_news_of_several_lines_come_in_one(listen, alice):
    alice.add_notification("by_hand", 1).payload_json = '{\n"a": 1\r\n}'
    db.session.commit()

    assert listen(alice).hears(b'"data":{ "a": 1  }')
