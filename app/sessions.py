"""Who is logged in: loading the user of a session, and noting when they were last here."""

from __future__ import annotations

import re
from datetime import datetime

import sqlalchemy as sa
from flask import Flask, Response, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError

from app.accounts.models import User
from app.core import clock, sqlite, visitor
from app.core.web import api, wants_json
from app.extensions import csrf, db, limiter, login

# No more digits than every database takes for an id.
USER_ID = re.compile(r"[0-9]{1,9}")
# A poll tells that a page is open, not that somebody is there.
SILENT = frozenset({"main.notifications", "main.new_posts"})


def init_app(app: Flask) -> None:
    """Bind log-in, protection against forged forms, and limits."""
    login.init_app(app)
    csrf.init_app(app)
    # Browsers send no token by themselves, and the API takes nothing else: no cookie opens it.
    csrf.exempt(api)
    limiter.init_app(app)
    app.after_request(_note_presence)


@login.user_loader
def load_user(user_id: str) -> User | None:
    """The user of a session."""
    return db.session.get(User, int(user_id)) if USER_ID.fullmatch(user_id) else None


@login.unauthorized_handler
def ask_to_log_in() -> ResponseReturnValue:
    """Send people to the log-in page and back again; programs get a 401."""
    if wants_json():
        abort(401)
    flash(_("Please log in to see this page."))
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("auth.login", next=target), 303)


def _note_presence(response: Response) -> Response:
    # A page that asked for nobody, such as a probe or a picture, tells of no visit.
    user = visitor.known()
    if user is not None and user.is_authenticated and request.endpoint not in SILENT:
        _write_last_seen(user, clock.now())
    return response


def _write_last_seen(user: User, now: datetime) -> None:
    [user_id] = sa.inspect(user).identity or [None]
    try:
        if not user.seen_lately(now):
            # A transaction of its own: the page is made, and must not fail because the database is busy.
            db.session.rollback()
            with sqlite.hurried(db.session.connection()):
                db.session.execute(sa.update(User).where(User.id == user_id).values(last_seen=now))
            db.session.commit()
    except OperationalError:
        db.session.rollback()
        current_app.logger.warning("last_seen of user %s was not written", user_id, exc_info=True)
