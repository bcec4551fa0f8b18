"""`/metrics`: the numbers, for who has the token."""

from __future__ import annotations

import hmac

from flask import Flask, Response, current_app, request
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from app.ops.collector import Numbers

PATH = "/metrics"


def init_app(app: Flask) -> None:
    """Answer before the host check: Prometheus names a bare address as host."""
    app.extensions["metrics"] = CollectorRegistry()
    app.extensions["metrics"].register(Numbers())
    app.before_request(_answer)


def _answer() -> ResponseReturnValue | None:
    token = current_app.config["METRICS_TOKEN"]
    if request.path != PATH or not token:
        # Where nobody may ask, there is no such page.
        return None
    given = request.authorization
    if given is None or given.type != "bearer" or not _same(given.token or "", token):
        return Response(
            "Give METRICS_TOKEN as a bearer.\n", 401, {"WWW-Authenticate": "Bearer"}, "text/plain"
        )
    try:
        return _told(request.headers.get("Accept", ""))
    except (TypeError, ValueError):
        # A version that is none: what everybody reads will do.
        return _told("")


def _told(accepted: str) -> Response:
    encode, content_type = choose_encoder(accepted)
    return Response(encode(current_app.extensions["metrics"]), content_type=content_type)


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode(), token.encode())
