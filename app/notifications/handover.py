"""The way of a stream from the web server, whose threads are for pages, to the hub."""

from __future__ import annotations

import atexit
import os
import socket
from collections.abc import Iterable
from threading import Lock
from typing import TYPE_CHECKING

from flask import Flask, current_app, request
from werkzeug.wrappers import Response
from werkzeug.wsgi import ClosingIterator

from app.notifications import channel
from app.notifications.hub import Away, Hub, Limits

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from app.notifications.stream import Stream

PATHS = frozenset({"/notifications/stream", "/api/notifications/stream"})
# Where gunicorn puts the connection of a request, and the view the stream that it is to become.
SOCKET = "gunicorn.socket"
STREAMS = "microblog.streams"
EMPTY = [("Content-Length", "0"), ("Connection", "close")]


class Handover:
    """In front of the application: gives away the connection on which a stream was asked for."""

    def __init__(self, app: Flask) -> None:
        self._config = app.config
        self._wsgi_app: WSGIApplication = app.wsgi_app
        self._lock = Lock()
        self._hub: Hub | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer. The server sees nothing but an empty answer where the real one goes on as a stream."""
        if environ["PATH_INFO"] not in PATHS:
            return self._wsgi_app(environ, start_response)
        streams: list[Stream] = []
        try:
            response = Response.from_app(self._wsgi_app, environ | {STREAMS: streams})
            if streams and response.status_code == 200:
                connection, far_end = _take(environ[SOCKET])
                self.hub.open(streams.pop(), connection, _encode(response))
                start_response("200 OK", EMPTY)
                return ClosingIterator([], far_end.close)
        finally:
            for stream in streams:
                self.hub.give_up(stream)
        return response(environ, start_response)

    @property
    def hub(self) -> Hub:
        """The hub of this process; made late, as a server forks its processes before they serve."""
        with self._lock:
            if self._hub is None:
                limits = Limits(self._config["STREAMS_MOST"], self._config["STREAMS_PER_USER"])
                self._hub = Hub(self._config["REDIS_URL"], limits)
                # Browsers whose process ends go on with another at once.
                atexit.register(self._hub.close)
            return self._hub


def init_app(app: Flask) -> None:
    """Stand in front of the application."""
    app.extensions["handover"] = app.wsgi_app = Handover(app)


def _is_possible() -> bool:
    """Whether the request's connection can be given away: a plain one, of a server that has threads."""
    plain = type(request.environ.get(SOCKET)) is socket.socket and request.environ.get("HTTP_VERSION") != "2"
    return plain and request.is_multithread and request.method == "GET"


def join(user_id: int, *, most_s: float) -> None:
    """Let this request become a stream for a while, if it is answered with 200. Raises Away or Full."""
    if not _is_possible():
        raise Away
    name = channel.of(current_app).name(user_id)
    stream: Stream = current_app.extensions["handover"].hub.join(name)
    stream.most_s = min(stream.most_s, most_s)
    request.environ[STREAMS].append(stream)


def _take(served: socket.socket) -> tuple[socket.socket, socket.socket]:
    """The connection; the server is left with one that leads to the second socket, and nowhere else."""
    connection = served.dup()
    connection.settimeout(0)
    kept, far_end = socket.socketpair()
    with kept:
        os.dup2(kept.fileno(), served.fileno(), inheritable=False)
    return connection, far_end


def _encode(response: Response) -> bytes:
    """An answer as it goes over the line, open at its end."""
    del response.headers["Content-Length"]
    response.headers["Connection"] = "close"
    return f"HTTP/1.1 {response.status}\r\n{response.headers}".encode("latin-1") + response.data
