"""Which language a page or a mail is in."""

from flask import Flask, current_app, has_request_context, request

from app.extensions import babel


def init_app(app: Flask) -> None:
    """Bind the translations."""
    babel.init_app(app, locale_selector=select_locale)


def select_locale() -> str:
    """The language that the browser likes best of those we have."""
    languages = current_app.config["LANGUAGES"]
    if not has_request_context():
        return languages[0]
    return request.accept_languages.best_match(languages) or languages[0]
