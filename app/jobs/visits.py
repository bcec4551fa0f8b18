"""A visit heals: after an answer the web process sweeps, so that no further process is needed."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.wsgi import ClosingIterator

from app.extensions import db
from app.jobs import sweep

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Visits:
    """In front of all that answers: sweeps after an answer, every few seconds at most."""

    def __init__(self, app: Flask) -> None:
        self.swept_at = float("-inf")
        self._app = app
        self._wsgi_app: WSGIApplication = app.wsgi_app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, and sweep when the answer has been sent."""
        answer = self._wsgi_app(environ, start_response)
        now = time.monotonic()
        if now - self.swept_at < self._app.config["SWEEP_EVERY_S"]:
            return answer
        self.swept_at = now
        return ClosingIterator(answer, self._sweep)

    def _sweep(self) -> None:
        with self._app.app_context():
            sweep.sweep_quietly()
            db.session.remove()


def init_app(app: Flask) -> None:
    """Sweep after answers."""
    app.extensions["visits"] = app.wsgi_app = Visits(app)
