"""Counts requests and how long their answers take, in front of all that answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response, request

from app.core.measure import Measures

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEY = "microblog.seen"
# What is answered before any view is looked for.
POLLS = {"/notifications": "main.notifications", "/api/notifications": "api.notifications"}
# An orchestrator asks these every second, and they say nothing of how people fare.
UNCOUNTED = frozenset({"/livez", "/readyz", "/metrics"})
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Seen:
    """What is noted of a request while it is answered."""

    def __init__(self, environ: WSGIEnvironment, start_response: StartResponse) -> None:
        self.status, self.method = "500", environ["REQUEST_METHOD"]
        self.endpoint = POLLS.get(environ["PATH_INFO"], "none")
        self._start_response = start_response
        self._began_at = time.perf_counter()

    def start(
        self, status: str, headers: list[tuple[str, str]], exc_info: OptExcInfo | None = None, /
    ) -> Callable[[bytes], object]:
        """Pass on the head, and note how the request went."""
        self.status = status[:3]
        return self._start_response(status, headers, exc_info)

    def count(self, measures: Measures) -> None:
        """Count the request."""
        # Anybody may make up a method; each would be a number of its own.
        method = self.method if self.method in METHODS else "other"
        measures.add("requests", method, self.status)
        measures.sort_in("request_seconds", time.perf_counter() - self._began_at, self.endpoint)
        if self.endpoint in POLLS.values():
            measures.add("polls", self.status)


class Stopwatch:
    """In front of the application."""

    def __init__(self, app: Flask, measures: Measures) -> None:
        self._app, self._measures = app, measures
        self._wsgi_app: WSGIApplication = app.wsgi_app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, and count."""
        if environ["PATH_INFO"] in UNCOUNTED:
            return self._wsgi_app(environ, start_response)
        seen = Seen(environ, start_response)
        try:
            return self._wsgi_app(environ | {KEY: seen}, seen.start)
        finally:
            seen.count(self._measures)
            self._measures.hand_over_soon()


def init_app(app: Flask) -> None:
    """Count if anybody may ask for the numbers."""
    measures: Measures | None = app.extensions.get("measures")
    if measures:
        app.after_request(_note_endpoint)
        app.extensions["stopwatch"] = app.wsgi_app = Stopwatch(app, measures)


def _note_endpoint(response: Response) -> Response:
    seen: Seen | None = request.environ.get(KEY)
    if seen and request.endpoint:
        seen.endpoint = request.endpoint
    return response
