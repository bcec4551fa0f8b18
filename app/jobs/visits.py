"""A visit heals: after the answer to a poll, the web process sweeps, so that no further process is needed."""

from __future__ import annotations

import time

from flask import Flask, Response, current_app, request

from app.core.context import the_app
from app.extensions import db
from app.jobs import sweep

POLLS = frozenset({"main.notifications"})


def init_app(app: Flask) -> None:
    """Sweep after polls."""
    app.extensions["swept_at"] = float("-inf")
    app.after_request(_sweep_afterwards)


def _sweep_afterwards(response: Response) -> Response:
    now = time.monotonic()
    since_s = now - current_app.extensions["swept_at"]
    if request.endpoint in POLLS and since_s >= current_app.config["SWEEP_EVERY_S"]:
        current_app.extensions["swept_at"] = now
        app = the_app()
        response.call_on_close(lambda: _sweep(app))
    return response


def _sweep(app: Flask) -> None:
    with app.app_context():
        sweep.sweep_quietly()
        db.session.remove()
