"""Light or dark: as the system has it, unless a person has chosen."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from werkzeug import Response

from app.core.web import YEAR_S

SYSTEM = "system"
THEMES = (SYSTEM, "light", "dark")


def chosen() -> str:
    """One of THEMES, from the cookie of whoever asks."""
    theme = request.cookies.get(current_app.config["THEME_COOKIE_NAME"])
    return theme if theme in THEMES else SYSTEM


def remember(theme: str, response: Response) -> None:
    """Let the browser remember a choice for a year; the system's needs no remembering."""
    name, settings = current_app.config["THEME_COOKIE_NAME"], _settings()
    if theme == SYSTEM:
        response.delete_cookie(name, **settings)
    else:
        response.set_cookie(name, theme, max_age=YEAR_S, **settings)


def _settings() -> dict[str, Any]:
    kinds = ("SECURE", "HTTPONLY", "SAMESITE")
    return {kind.lower(): current_app.config[f"THEME_COOKIE_{kind}"] for kind in kinds}
