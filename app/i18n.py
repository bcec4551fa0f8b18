"""Which language a page or a mail is in."""

from flask import Flask, Response, current_app, has_request_context, request

from app.extensions import babel


def init_app(app: Flask) -> None:
    """Bind the translations."""
    babel.init_app(app, locale_selector=select_locale)
    app.after_request(_tell_caches)


def select_locale() -> str:
    """The language that the browser likes best of those we have."""
    languages = current_app.config["LANGUAGES"]
    if not has_request_context():
        return languages[0]
    return request.accept_languages.best_match(languages) or languages[0]


def _tell_caches(response: Response) -> Response:
    # Somebody may like another language than whoever asked before; pictures and scripts know none.
    if response.mimetype == "text/html":
        response.vary.add("Accept-Language")
    return response
