"""Choosing a theme and a language, the styles, and the picture that browsers ask for by themselves."""

from __future__ import annotations

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug import Response as Answer

from app.appearance import choices
from app.appearance.styles import joined, version
from app.appearance.theme import SYSTEM, THEMES
from app.core.language import known
from app.core.urls import safe_next
from app.core.web import FOR_GOOD, main
from app.extensions import db
from app.i18n import AUTOMATIC
from app.templating import asset


@main.post("/theme")
def theme() -> ResponseReturnValue:
    """Choose light, dark, or what the system has, and go on reading."""
    chosen = request.form.get("theme", "")
    if chosen not in THEMES:
        abort(400)
    response = _go_on()
    choices.remember("THEME", None if chosen == SYSTEM else chosen, response)
    return response


@main.post("/language")
def language() -> ResponseReturnValue:
    """Choose a language of ours, or what the browser likes, and go on reading."""
    asked = request.form.get("language", "")
    chosen = known(asked)
    if not chosen and asked != AUTOMATIC:
        abort(400)
    if current_user.is_authenticated:
        current_user.language = chosen
        db.session.commit()
    response = _go_on()
    # The browser remembers it too, so that the language stays when one logs out.
    choices.remember("LANGUAGE", chosen, response)
    return response


def _go_on() -> Answer:
    return redirect(safe_next(request.form.get("back"), default=url_for("main.index")), 303)


@main.get("/styles.css")
def styles() -> ResponseReturnValue:
    """The styles of every page."""
    # The address holds the content's hash. While a release is replaced, a page may ask for that of the other.
    stays = request.args.get("v") == version()
    headers = {"Cache-Control": FOR_GOOD} if stays else {}
    return Response(joined(), mimetype="text/css", headers=headers)


@main.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """The site's picture, for programs that look for it here whatever a page says."""
    return redirect(asset("favicon.ico"))
