"""Which language a page or a mail is in, and the choice of it."""

from __future__ import annotations

from babel import Locale
from flask import Flask, Response, current_app, has_request_context, request
from flask_login import current_user

from app.appearance import choices
from app.core.language import default, known
from app.core.web import in_api
from app.extensions import babel

# The choice of whoever leaves it to their browser.
AUTOMATIC = "auto"
WORDY = {"text/html", "application/json", "application/problem+json"}


def init_app(app: Flask) -> None:
    """Bind the translations."""
    babel.init_app(app, locale_selector=select_locale)
    app.after_request(_tell_caches)
    app.add_template_global(chosen, "chosen_language")
    app.add_template_global(names, "language_names")


def select_locale() -> str:
    """The language that somebody has chosen, else the one of ours that their browser likes best."""
    if not has_request_context():
        return default()
    # A program that uses the API says with each request what it wants, and has neither cookies nor pages.
    wanted = None if in_api() else chosen()
    return wanted or request.accept_languages.best_match(current_app.config["LANGUAGES"]) or default()


def chosen() -> str | None:
    """The choice of whoever asks: the one in their account, else the one in their browser."""
    account = current_user.language if current_user.is_authenticated else None
    return known(account) or known(choices.of("LANGUAGE"))


def names() -> list[tuple[str, str, str]]:
    """Each language of ours, with what it is called in itself, for whoever has landed in a foreign one."""
    codes = current_app.config["LANGUAGES"]
    return [(code, (Locale.parse(code).get_display_name() or code).capitalize(), code) for code in codes]


def _tell_caches(response: Response) -> Response:
    # Somebody may like, or have chosen, another language than whoever asked before; pictures and scripts
    # know none.
    if response.mimetype in WORDY:
        response.vary.update(("Accept-Language", "Cookie"))
    return response
