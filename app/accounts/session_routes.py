"""Being logged in: where one is, ending it elsewhere, confirming who one is, changing the password."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from app import sessions
from app.accounts.forms import ChangePasswordForm, ConfirmForm
from app.accounts.login_sessions import LoginSession
from app.accounts.proof import is_right, limit_tries, own_name
from app.core.urls import safe_next
from app.core.web import auth, main
from app.extensions import db
from app.forms import REFUSED, ButtonForm, show, text
from app.sessions import fresh_login_required

# No larger than every database takes for an id.


@main.get("/sessions")
@login_required
def login_sessions() -> ResponseReturnValue:
    """Where one is logged in."""
    return render_template(
        "accounts/sessions.html",
        logins=LoginSession.of(current_user.id),
        current_id=current_user.login.session_id,
        form=ButtonForm(),
    )


@main.post("/sessions/<id:session_id>/end")
@login_required
@fresh_login_required(then="main.login_sessions")
def end_session(session_id: int) -> ResponseReturnValue:
    """Log out elsewhere."""
    if not LoginSession.revoke(current_user.id, LoginSession.id == session_id):
        abort(404)
    db.session.commit()
    flash(_("Logged out there."))
    return redirect(url_for("main.login_sessions"), 303)


@main.post("/sessions/end_others")
@login_required
@fresh_login_required(then="main.login_sessions")
def end_other_sessions() -> ResponseReturnValue:
    """Log out everywhere but here."""
    LoginSession.revoke(current_user.id, LoginSession.id != current_user.login.session_id)
    db.session.commit()
    flash(_("You are logged in only here now."))
    return redirect(url_for("main.login_sessions"), 303)


@auth.route("/confirm", methods=["GET", "POST"])
@login_required
@limit_tries(name=own_name, refused=REFUSED)
def confirm() -> ResponseReturnValue:
    """Enter the password once more, and go on to what asked for it."""
    form = ConfirmForm()
    if not form.validate_on_submit():
        return show("accounts/confirm.html", form)
    if not is_right(current_user, text(form.password), lock=True):
        form.password.errors = [_("This is not your password.")]
        return show("accounts/confirm.html", form)
    sessions.renew()
    flash(_("Thank you. You can go on now."))
    return redirect(safe_next(request.args.get("next"), default=url_for("main.index")), 303)


@main.route("/change_password", methods=["GET", "POST"])
@login_required
@limit_tries(name=own_name, refused=REFUSED)
def change_password() -> ResponseReturnValue:
    """Choose a new password; who knows the old one may."""
    form = ChangePasswordForm(current_user)
    if not form.validate_on_submit():
        return show("accounts/change_password.html", form)
    if not is_right(current_user, text(form.current), lock=True):
        form.current.errors = [_("This is not your password.")]
        return show("accounts/change_password.html", form)
    current_user.set_password(text(form.password), keep_sessions=not form.elsewhere.data)
    sessions.renew()
    flash(_("Your password has been changed."))
    return redirect(url_for("main.login_sessions"), 303)
