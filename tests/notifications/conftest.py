"""Browsers that listen to a hub."""

import socket
from contextlib import ExitStack
from functools import partial

import pytest

from app import db
from app.notifications import hub as hubs
from app.notifications.hub import Hub, Limits
from tests.support.listener import Listener
from tests.support.program import Program, bearer


@pytest.fixture
def hub(app, redis_url, monkeypatch):
    """A hub of this test alone."""
    hub = Hub(redis_url, Limits(in_all=5, of_a_user=3))
    monkeypatch.setattr(app.extensions["handover"], "_hub", hub)
    yield hub
    hub.close()


@pytest.fixture
def connect(hub):
    """Send a request for a stream with a connection that can be given away: `connect(ask, expect=200)`."""
    with ExitStack() as opened:

        def open_stream(ask, *, expect):
            served, browser = socket.socketpair()
            opened.enter_context(served)
            opened.enter_context(browser)
            answer = ask(environ_overrides={"gunicorn.socket": served, "wsgi.multithread": True})
            assert answer.status_code == expect
            answer.close()
            return Listener(browser)

        yield open_stream


@pytest.fixture
def listen(connect, as_):
    """Open a stream as a user: `listen(alice, since=0)`."""

    def open_stream(user, *, since="0", expect=200, **headers):
        path = f"/notifications/stream?since={since}"
        return connect(partial(as_(user)._request, path, "GET", headers=headers), expect=expect)

    return open_stream


@pytest.fixture
def listen_with(connect, app):
    """Open a stream with a token: `listen_with(token, since=0)`."""

    def open_stream(token, *, since="0", expect=200, **headers):
        path, shown = f"/api/notifications/stream?since={since}", bearer(token) | headers
        return connect(partial(Program(app).client.get, path, headers=shown), expect=expect)

    return open_stream


@pytest.fixture
def tell(app):
    """Tell a user something: `tell(alice, 1)`."""

    def tell_user(user, data):
        user.add_notification("unread_message_count", data)
        db.session.commit()

    return tell_user


@pytest.fixture
def quick_heart(monkeypatch):
    """A hub that is made after this has a heart that beats quickly."""
    monkeypatch.setattr(hubs, "HEARTBEAT_S", 0.3)


@pytest.fixture
def news_of(app):
    """The name of a user's news in Redis."""
    return lambda user: app.extensions["channel"].name(user.id)
