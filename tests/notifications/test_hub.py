"""The one thread that has all streams of a process."""

import socket
from contextlib import ExitStack

import pytest

from app import db
from app.models import LoginSession
from app.notifications import hub as hubs, stream as streams
from app.notifications.hub import Away, Full, Hub, Limits
from tests.support.listener import Listener
from tests.support.servers import valkey, wait_for


def test_what_comes_between_reading_and_opening_is_said(hub, alice, tell, news_of):
    stream = hub.join(news_of(alice))
    tell(alice, "meanwhile")
    served, browser = socket.socketpair()
    served.settimeout(0)
    hub.open(stream, served, b"head ")
    with browser:
        listener = Listener(browser)

        assert listener.hears(b'"meanwhile"') and listener.heard.startswith(b"head ")


def test_a_process_has_so_many_streams_and_no_more(listen, hub, alice, bob, mallory, news_of):
    opened = [listen(user) for user in (alice, alice, alice, bob, bob)]
    with pytest.raises(Full):
        hub.join(news_of(mallory))

    assert len(opened) == 5


def test_a_page_that_is_closed_makes_room(listen, hub, alice):
    for _ in range(3):
        listen(alice).connection.close()

    wait_for(lambda: not any(hub._streams.values()), "the streams to end")
    assert listen(alice).hears(b"hello")


def test_one_that_was_not_opened_makes_room(hub, alice, news_of):
    for _ in range(4):
        hub.give_up(hub.join(news_of(alice)))

    wait_for(lambda: not any(hub._streams.values()), "the streams to end")


def test_who_reads_too_slowly_begins_anew(listen, alice, monkeypatch, tell):
    monkeypatch.setattr(streams, "MOST_UNREAD_BYTES", 1_000)
    listener = listen(alice)
    for _ in range(20):
        tell(alice, "x" * 60_000)

    assert listener.ends() and len(listener.heard) < 20 * 60_000


def test_when_a_session_has_ended_all_streams_of_the_user_begin_anew(listen, alice, bob, tell):
    alices, bobs = [listen(alice), listen(alice)], listen(bob)
    LoginSession.revoke(alice.id)
    db.session.commit()
    tell(bob, 1)

    assert all(listener.ends() for listener in alices) and bobs.hears(b'"data":1')


def test_a_heartbeat_is_heard(quick_heart, listen, alice):
    listener = listen(alice)

    assert listener.hears(b": still here\nevent: heartbeat\ndata:\n\n")


def test_a_channel_that_nobody_listens_to_is_left(quick_heart, app, listen, alice):
    listen(alice).connection.close()

    wait_for(lambda: app.redis.pubsub_channels("*:news:*") == [], "the channel to be left")
    assert listen(alice).hears(b"hello")


def test_a_stream_ends_with_time(listen, alice, monkeypatch):
    monkeypatch.setattr(streams, "MOST_S", 0.05)

    assert listen(alice).ends()


def test_without_redis_the_page_is_left_to_poll(app, hub, tmp_path, monkeypatch):
    monkeypatch.setattr(hubs, "ANSWER_WITHIN_S", 0.2)
    away = Hub("redis://127.0.0.1:1/0", Limits(in_all=5, of_a_user=3))
    with pytest.raises(Away):
        away.join("1")
    away.close()


def test_when_redis_goes_the_streams_end_and_come_back_with_it(tmp_path, monkeypatch):
    monkeypatch.setattr(hubs, "AGAIN_AFTER_S", 0.05)
    served, browser = socket.socketpair()
    served.settimeout(0)
    with browser, ExitStack() as stack:
        server = stack.enter_context(ExitStack())
        url = server.enter_context(valkey(tmp_path))
        hub = Hub(url, Limits(in_all=5, of_a_user=3))
        stack.callback(hub.close)
        hub.open(hub.join("1"), served, b"")
        server.close()
        assert Listener(browser).ends()

        port = int(url.rpartition(":")[2].partition("/")[0])
        stack.enter_context(valkey(tmp_path, port=port))
        wait_for(lambda: hub._connected, "the hub to be back")
        hub.give_up(hub.join("1"))


def test_a_redis_that_hangs_is_noticed(quick_heart, hub, listen, alice, monkeypatch):
    listener = listen(alice)
    monkeypatch.setattr(hub._pubsub, "ping", unanswered)

    assert listener.ends()


async def unanswered():
    """A ping that gets lost."""


def test_what_is_no_news_is_not_told_and_stops_nobody(app, listen, alice, tell, news_of):
    listener = listen(alice)
    for nonsense in (b"nonsense", b"1", b"{}", b"\xff"):
        app.redis.publish(news_of(alice), nonsense)
    tell(alice, 1)

    assert listener.hears(b'"data":1') and b"nonsense" not in listener.heard


def test_a_fault_of_ours_ends_the_streams_and_not_the_hub(hub, listen, alice, monkeypatch, tell):
    monkeypatch.setattr(hubs, "AGAIN_AFTER_S", 0.01)
    listener = listen(alice)
    with monkeypatch.context() as broken:
        broken.setattr(hub, "_tell", lambda *_: 1 / 0)
        tell(alice, 1)
        assert listener.ends()
    wait_for(lambda: hub._connected, "the hub to be back")

    assert listen(alice).hears(b"hello")


def test_while_redis_is_away_nobody_is_kept_waiting(hub, news_of, alice, monkeypatch):
    hub.give_up(hub.join(news_of(alice)))
    monkeypatch.setattr(hubs, "ANSWER_WITHIN_S", 1000)
    monkeypatch.setattr(hub, "_connected", False)

    with pytest.raises(Away):
        hub.join(news_of(alice))


def test_what_waits_too_long_to_be_opened_begins_anew(hub, alice, tell, news_of, monkeypatch):
    monkeypatch.setattr(streams, "MOST_WAITING", 2)
    hub.join(news_of(alice))
    for number in range(3):
        tell(alice, number)

    wait_for(lambda: not any(hub._streams.values()), "the stream to end")


def test_a_stream_that_has_ended_leaves_nothing_behind(hub, listen, alice):
    listener = listen(alice)
    assert listener.hears(b"hello")
    [stream] = hub._everybody()
    listener.connection.close()

    wait_for(stream._last_call.cancelled, "the stream's last call to be cancelled")
