"""Who is logged in: beginning and ending sessions, asking for the password again, and noting visits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec, cast

import sqlalchemy as sa
from flask import Flask, Response, abort, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from sqlalchemy.exc import OperationalError

from app.accounts.devices import device
from app.accounts.login_sessions import LoginSession
from app.accounts.models import User
from app.core import clock, visitor
from app.core.web import api, wants_json
from app.errors import Problem
from app.extensions import csrf, db, limiter, login
from app.jobs import sweep
from app.transactions import begin_writing

P = ParamSpec("P")
# A poll tells that a page is open, not that somebody is there.
SILENT = frozenset({
    *("main.feedback_tally", "main.new_posts", "main.notifications", "main.notifications_stream", "main.task")
})


def init_app(app: Flask) -> None:
    """Bind log-in, protection against forged forms, and limits."""
    login.init_app(app)
    # Both cookies carry the key of a session that the server can end, not a number that is good for ever.
    login.id_attribute = "session_key"
    # Networks change under a phone; who has a copied cookie can copy the browser's name too.
    login.session_protection = None
    # The cookies are good for as long as the session whose key they carry; Flask's own limit is 31 days.
    longest = timedelta(days=app.config["SESSION_MOST_DAYS"])
    app.config |= {"PERMANENT_SESSION_LIFETIME": longest, "REMEMBER_COOKIE_DURATION": longest}
    csrf.init_app(app)
    # Browsers send no token by themselves, and the API takes nothing else: no cookie opens it.
    csrf.exempt(api)
    limiter.init_app(app)
    app.after_request(_note_presence)
    sweep.hourly(app, "sessions", LoginSession.forget_unused)


def begin(user: User, *, remember: bool) -> None:
    """Log in somebody who has shown their password. Commits; nothing of what the browser had before stays."""
    user.login = LoginSession.begin(user.id, device=_device(), remembered=remember)
    db.session.commit()
    session.clear()
    login_user(user, remember=remember)


def renew() -> None:
    """Give the visitor, who has shown their password again, a new key for their session. Commits.

    Where somebody took the old one, it opens nothing any more.
    """
    # Not `current_user`: that looks for whom Flask-Login remembers, and would be remembered in its own place.
    user = cast("User", visitor.known())
    old = user.login
    LoginSession.revoke(user.id, LoginSession.id == old.session_id)
    user.login = LoginSession.begin(
        user.id, device=_device(), remembered=old.remembered, created_at=old.created_at
    )
    db.session.commit()
    login_user(user, remember=old.remembered)


def end(user: User) -> None:
    """Log out. Commits; whoever copied the cookies is logged out too."""
    LoginSession.revoke(user.id, LoginSession.id == user.login.session_id)
    db.session.commit()
    leave()


def leave() -> None:
    """Let the browser forget a session that has ended."""
    # In this order: logging out leaves a note in the session that the remember-me cookie has to go.
    session.clear()
    logout_user()


def fresh_login_required(
    *, then: str | None = None
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Let a view be used by those who have shown their password lately, and send others to do so.

    They go on at the page `then`; without one, at the address that they asked for.
    """

    def guard(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def ask_first(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if current_user.login.is_fresh():
                return view(*args, **kwargs)
            return _ask_to_confirm(url_for(then) if then else _asked_for())

        return ask_first

    return guard


@login.user_loader
def load_user(key: str) -> User | None:
    """The user of a session."""
    return User.with_session(key)


@login.unauthorized_handler
def ask_to_log_in() -> ResponseReturnValue:
    """Send people to the log-in page and back again; programs get a 401."""
    if wants_json():
        abort(401)
    flash(_("Please log in to see this page."))
    return redirect(url_for("auth.login", next=_asked_for() if request.method == "GET" else None), 303)


def _ask_to_confirm(target: str) -> ResponseReturnValue:
    if wants_json():
        raise Problem(401, _("Please enter your password once more: you did so a while ago."))
    return redirect(url_for("auth.confirm", next=target), 303)


def _asked_for() -> str:
    return request.full_path.rstrip("?")


def _device() -> str | None:
    return device(request.user_agent.string)


def _note_presence(response: Response) -> Response:
    # A page that asked for nobody, such as a probe or a picture, tells of no visit.
    user = visitor.known()
    if user is not None and user.is_authenticated and request.endpoint not in SILENT:
        _write_presence(user, clock.now())
    return response


def _write_presence(user: User, now: datetime) -> None:
    [user_id] = sa.inspect(user).identity or [None]
    try:
        if not user.seen_lately(now):
            # A transaction of its own: the page is made, and must not fail because the database is busy.
            begin_writing(hurried=True)
            db.session.execute(sa.update(User).where(User.id == user_id).values(last_seen=now))
            LoginSession.note_use(user.login.session_id, now)
            db.session.commit()
    except OperationalError:
        db.session.rollback()
        current_app.logger.warning("last_seen of user %s was not written", user_id, exc_info=True)
