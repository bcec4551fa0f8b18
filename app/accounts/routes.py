"""Profiles, and following people."""

from __future__ import annotations

import re

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required
from sqlalchemy.exc import IntegrityError

from app.accounts import identicon
from app.accounts.forms import ProfileForm
from app.accounts.models import User
from app.core.pages import Cursor
from app.core.urls import safe_next
from app.core.web import FOR_GOOD, main
from app.email import can_send
from app.extensions import db
from app.feeds import pages
from app.feeds.pages import open_to_strangers
from app.forms import ButtonForm, show
from app.posts import feed

AVATAR_KEY = re.compile(r"[0-9a-f]{16}")


@main.get("/user/<username>")
@open_to_strangers(pages.profile)
def user(username: str) -> ResponseReturnValue:
    """Somebody's profile and posts."""
    person = _named(username)
    return render_template(
        "accounts/profile.html",
        user=person,
        relation=current_user.relation_to(person),
        page=feed.by(person, before=Cursor.asked(request.args)),
        form=ButtonForm(),
        mail_ready=can_send(),
    )


@main.get("/user/<username>/popup")
@login_required
def user_popup(username: str) -> ResponseReturnValue:
    """A few words about somebody, for the card that a page shows over their name."""
    person = _named(username)
    relation = current_user.relation_to(person)
    return render_template("accounts/popup.html", user=person, relation=relation, form=ButtonForm())


@main.route("/edit_profile", methods=["GET", "POST"])
@login_required
def edit_profile() -> ResponseReturnValue:
    """Change one's name and what one says about oneself."""
    form = ProfileForm(current_user)
    if not form.validate_on_submit() or not _save(form):
        return show("accounts/edit_profile.html", form)
    flash(_("Your changes have been saved."), "success")
    return redirect(url_for("main.edit_profile"), 303)


@main.post("/follow/<username>")
@login_required
def follow(username: str) -> ResponseReturnValue:
    """Follow somebody."""
    person = _named(username)
    if person.id == current_user.id:
        flash(_("You cannot follow yourself!"), "error")
    elif not current_user.reaches(person):
        flash(_("You cannot follow %(username)s.", username=person.username), "error")
    else:
        current_user.follow(person)
        flash(_("You are following %(username)s!", username=person.username), "success")
    return _back_to(person)


@main.post("/unfollow/<username>")
@login_required
def unfollow(username: str) -> ResponseReturnValue:
    """Stop following somebody."""
    person = _named(username)
    if person.id == current_user.id:
        flash(_("You cannot unfollow yourself!"), "error")
    else:
        current_user.unfollow(person)
        flash(_("You are not following %(username)s.", username=person.username))
    return _back_to(person)


@main.get("/avatar/<key>.svg")
def avatar(key: str) -> ResponseReturnValue:
    """The picture drawn from a key; needs no database and never changes."""
    if not AVATAR_KEY.fullmatch(key):
        abort(404)
    return Response(identicon.draw(key), mimetype="image/svg+xml", headers={"Cache-Control": FOR_GOOD})


def _named(username: str) -> User:
    return User.named(username) or abort(404)


def _back_to(person: User) -> ResponseReturnValue:
    username = person.username
    try:
        db.session.commit()
    except IntegrityError:
        # The same click, sent twice at once: the other one has done it.
        db.session.rollback()
    profile = url_for("main.user", username=username)
    return redirect(safe_next(request.form.get("back"), default=profile), 303)


def _save(form: ProfileForm) -> bool:
    form.populate_obj(current_user)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        form.username.errors = [_("This name is taken. Please choose another.")]
        return False
    return True
