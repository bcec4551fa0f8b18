"""Choosing light or dark, the styles, and the picture that browsers ask for by themselves."""

from __future__ import annotations

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.appearance.styles import joined, version
from app.appearance.theme import THEMES, remember
from app.core.urls import safe_next
from app.core.web import FOR_GOOD, main
from app.templating import asset


@main.post("/theme")
def theme() -> ResponseReturnValue:
    """Choose light, dark, or what the system has, and go on reading."""
    chosen = request.form.get("theme", "")
    if chosen not in THEMES:
        abort(400)
    response = redirect(safe_next(request.form.get("back"), default=url_for("main.index")), 303)
    remember(chosen, response)
    return response


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
