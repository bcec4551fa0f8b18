"""What people choose about the pages without an account: kept by their browser, a cookie a choice."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from werkzeug import Response

from app.core.web import YEAR_S

KINDS = ("SECURE", "HTTPONLY", "SAMESITE")


def of(name: str) -> str | None:
    """What the browser of whoever asks says was chosen; anybody can make it say anything."""
    return request.cookies.get(current_app.config[f"{name}_COOKIE_NAME"])


def remember(name: str, value: str | None, response: Response) -> None:
    """Let the browser remember a choice for a year; None is no choice, and needs no remembering."""
    cookie = current_app.config[f"{name}_COOKIE_NAME"]
    settings: dict[str, Any] = {kind.lower(): current_app.config[f"{name}_COOKIE_{kind}"] for kind in KINDS}
    if value is None:
        response.delete_cookie(cookie, **settings)
    else:
        response.set_cookie(cookie, value, max_age=YEAR_S, **settings)
