"""The search's page."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from app.core.web import main
from app.forms import REFUSED, ButtonForm
from app.search.people import find_people, followed_of
from app.search.posts import find_posts
from app.search.window import Place
from app.search.words import MOST_CHARACTERS, parse


@main.get("/search")
@login_required
def search() -> ResponseReturnValue:
    """What was found, among posts or among people."""
    text, among = request.args.get("q", "").strip(), request.args.get("in", "posts")
    before = Place.asked(request.args)
    asked = {
        "q": text,
        "among": "people" if among == "people" else "posts",
        "most": MOST_CHARACTERS,
        "wrong": None,
    }
    if len(text) > MOST_CHARACTERS:
        return render_template("search/too_long.html", **asked), REFUSED
    if not parse(text):
        return render_template("search/begin.html", **asked)
    if among == "people":
        page = find_people(text, reader=current_user, before=before)
        followed = followed_of(current_user, page.items)
        return render_template("search/people.html", page=page, followed=followed, form=ButtonForm(), **asked)
    page = find_posts(text, reader=current_user, before=before)
    return render_template("search/posts.html", page=page, **asked)
