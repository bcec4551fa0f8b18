"""Blocking and muting people."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.core.pages import Cursor
from app.core.urls import safe_next
from app.core.web import main
from app.errors import Problem
from app.extensions import db
from app.forms import ButtonForm


@main.post("/block/<username>")
@login_required
def block(username: str) -> ResponseReturnValue:
    """Have nothing to do with somebody."""
    return _settle(username, current_user.block, _("You have blocked %(username)s."))


@main.post("/mute/<username>")
@login_required
def mute(username: str) -> ResponseReturnValue:
    """Do not hear of somebody any more."""
    return _settle(username, current_user.mute, _("You have muted %(username)s."))


@main.post("/release/<username>")
@login_required
def release(username: str) -> ResponseReturnValue:
    """Neither block nor mute somebody any more."""
    return _settle(username, current_user.release, _("You neither block nor mute %(username)s any more."))


@main.get("/settings/blocked")
@login_required
def blocked() -> ResponseReturnValue:
    """Whom one has blocked or muted."""
    size = current_app.config["POSTS_PER_PAGE"]
    page = current_user.restraints(before=Cursor.asked(request.args), size=size)
    return render_template("moderation/blocked.html", page=page, form=ButtonForm())


def _settle(username: str, settle: Callable[[User], None], words: str) -> ResponseReturnValue:
    person = User.named(username) or abort(404)
    if person.id == current_user.id:
        raise Problem(422, _("That can be done to others only."))
    name = person.username
    try:
        settle(person)
        db.session.commit()
    except IntegrityError:
        # The same click, sent twice at once: the other one has done it.
        db.session.rollback()
    flash(words % {"username": name}, "success")
    return redirect(safe_next(request.form.get("back"), default=url_for("main.user", username=name)), 303)
