"""Polls on which nothing is new: the answer of last time, as long as Redis says that it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING
from uuid import uuid4

from flask import Flask, current_app, g, request
from werkzeug.wrappers import Response

from app.core import clock, visitor
from app.jobs import sweep
from app.notifications import channel
from app.notifications.models import Notification

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH = "/notifications"
TAG_BYTES = 8
# A process that is killed between its commit and its call to Redis leaves answers that are out of date.
KEPT_FOR_S = 30
MOST_KEPT = 5_000
BODY_HEADERS = ("Content-Type", "Content-Length")
MOST_BYTES = 2_048


@dataclass(frozen=True)
class Kept:
    """An answer, and what has to be so that it stands."""

    user_id: int
    version: bytes
    until: float
    tag: str
    headers: list[tuple[str, str]]
    news: bytes


class Polls:
    """In front of the application, so that a poll costs least: pages may make one a second."""

    def __init__(self, app: Flask) -> None:
        self._channel = channel.of(app)
        self._wsgi_app: WSGIApplication = app.wsgi_app
        self._kept: dict[bytes, Kept] = {}
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory, or let the application answer."""
        if environ["PATH_INFO"] == PATH and (kept := self._standing(environ)):
            return _repeat(kept, environ, start_response)
        return self._wsgi_app(environ, start_response)

    def keep(self, environ: WSGIEnvironment, kept: Kept) -> None:
        """Keep an answer for whoever asks the same with the same cookies."""
        with self._lock:
            self._kept.pop(_question(environ), None)
            self._kept[_question(environ)] = kept
            if len(self._kept) > MOST_KEPT:
                del self._kept[next(iter(self._kept))]

    def _standing(self, environ: WSGIEnvironment) -> Kept | None:
        kept = self._kept.get(_question(environ))
        if kept is None or kept.until < clock.now_ts() or environ["REQUEST_METHOD"] != "GET":
            return None
        return kept if self._channel.version(kept.user_id) == kept.version else None


def init_app(app: Flask) -> None:
    """Stand in front of the application, and see what it answers."""
    polls = app.extensions["polls"] = Polls(app)
    app.wsgi_app = polls
    app.before_request(_note_version)
    app.after_request(_keep)
    sweep.hourly(app, "notifications", Notification.prune)


def answer(news: bytes) -> Response:
    """News as a response, or 304 to a page that shows that it has them."""
    response = Response(news, mimetype="application/json")
    response.headers["Cache-Control"] = "private, no-store"
    response.vary.add("Cookie")
    response.set_etag(blake2b(news, digest_size=TAG_BYTES).hexdigest())
    return response.make_conditional(request)


def _note_version() -> None:
    # Asked for before the database is, so that what is kept is never older than its version says.
    if request.path == PATH and request.method == "GET" and (user_id := visitor.claimed_id()):
        g.poll = user_id, channel.of(current_app).begin(user_id)


def _keep(response: Response) -> Response:
    user_id, version = g.pop("poll", (0, None))
    # Also what the page had already: it asks the same again, and its body is still here at this point.
    if version and response.status_code in {200, 304} and len(response.data) <= MOST_BYTES:
        headers = [(header, value) for header, value in response.headers if header != "Set-Cookie"]
        until = clock.now_ts() + KEPT_FOR_S
        kept = Kept(user_id, version, until, response.headers["ETag"], headers, response.data)
        current_app.extensions["polls"].keep(request.environ, kept)
    return response


def _question(environ: WSGIEnvironment) -> bytes:
    """What makes two questions the same; the cookies are not kept themselves."""
    asked = (
        environ.get(part, "") for part in ("HTTP_HOST", "HTTP_COOKIE", "QUERY_STRING", "wsgi.url_scheme")
    )
    return blake2b("\n".join(asked).encode("latin-1"), digest_size=32).digest()


def _repeat(kept: Kept, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    request_id = ("X-Request-ID", uuid4().hex)
    if environ.get("HTTP_IF_NONE_MATCH") != kept.tag:
        start_response("200 OK", [*kept.headers, request_id])
        return [kept.news]
    told = [pair for pair in kept.headers if pair[0] not in BODY_HEADERS]
    start_response("304 Not Modified", [*told, request_id])
    return []
