"""Who is logged in: loading the user of a session, and noting when they were last here."""

from __future__ import annotations

import re

import sqlalchemy as sa
from flask import Flask, Response, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import OperationalError

from app.accounts.models import User
from app.core import clock
from app.extensions import csrf, db, limiter, login

# No more digits than every database takes for an id.
USER_ID = re.compile(r"[0-9]{1,9}")
# A poll tells that a page is open, not that somebody is there.
SILENT = frozenset({"static", "main.notifications", "main.avatar"})


def init_app(app: Flask) -> None:
    """Bind log-in, protection against forged forms, and limits."""
    login.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    app.after_request(_note_presence)


@login.user_loader
def load_user(user_id: str) -> User | None:
    """The user of a session."""
    return db.session.get(User, int(user_id)) if USER_ID.fullmatch(user_id) else None


@login.unauthorized_handler
def ask_to_log_in() -> ResponseReturnValue:
    """Send people to the log-in page and back again; programs get a 401."""
    if request.accept_mimetypes.best == "application/json":
        abort(401)
    flash(_("Please log in to see this page."))
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("auth.login", next=target), 303)


def _note_presence(response: Response) -> Response:
    if request.endpoint in SILENT or not (current_user and current_user.is_authenticated):
        return response
    now = clock.now()
    if not current_user.seen_lately(now):
        _write_last_seen(current_user.id, now)
    return response


def _write_last_seen(user_id: int, now: object) -> None:
    # A transaction of its own: the page is already made, and must not fail because the database is busy.
    db.session.rollback()
    try:
        db.session.execute(sa.update(User).where(User.id == user_id).values(last_seen=now))
        db.session.commit()
    except OperationalError:
        db.session.rollback()
        current_app.logger.warning("last_seen of user %s was not written", user_id, exc_info=True)
