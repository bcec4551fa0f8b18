"""Registering, logging in and out, resetting the password."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from app import sessions
from app.accounts import mail, reset
from app.accounts.forms import LoginForm, RegistrationForm, ResetForm, ResetRequestForm
from app.accounts.models import User
from app.accounts.postage import may_mail
from app.accounts.proof import limit_tries, proven
from app.accounts.registration import NameTaken, open_account
from app.core.urls import safe_next
from app.core.web import auth
from app.extensions import db, limiter
from app.forms import REFUSED, ButtonForm, accepted, show, text


def named() -> str:
    """Who the log-in form says one is."""
    return request.form.get("username", "")


@auth.route("/login", methods=["GET", "POST"])
@limit_tries(name=named, refused=REFUSED)
def login() -> ResponseReturnValue:
    """Log in, and go on to where one wanted to be."""
    target = safe_next(request.args.get("next"), default=url_for("main.index"))
    if current_user.is_authenticated:
        return redirect(target, 303)
    form = LoginForm()
    if not form.validate_on_submit():
        return show("accounts/login.html", form)
    user = proven(text(form.username), text(form.password), lock=True)
    if user is None:
        flash(_("Invalid username or password"), "error")
        return show("accounts/login.html", form)
    if user.suspended_at:
        # Only who knows the password learns of it. No wrong guess, so it does not count as one.
        return render_template("moderation/shut.html", why=user.suspension_reason), 403
    sessions.begin(user, remember=form.remember_me.data)
    return redirect(target, 303)


@auth.route("/logout", methods=["GET", "POST"])
@login_required
def logout() -> ResponseReturnValue:
    """Log out; a GET only shows the button, since a link or a picture elsewhere can make one."""
    form = ButtonForm()
    if not form.validate_on_submit():
        return render_template("accounts/logout.html", form=form)
    sessions.end(current_user)
    return redirect(url_for("auth.login"), 303)


@auth.route("/register", methods=["GET", "POST"])
@limiter.limit("60 per hour", methods=["POST"], deduct_when=accepted)
def register() -> ResponseReturnValue:
    """Make an account. The answer is the same whether or not the e-mail address has one."""
    if current_user.is_authenticated:
        return redirect(url_for("main.index"), 303)
    form = RegistrationForm()
    if not form.validate_on_submit():
        return show("accounts/register.html", form)
    if not _make_account(form):
        form.username.errors = [_("This name is taken. Please choose another.")]
        return show("accounts/register.html", form)
    flash(_("Welcome! You can log in now."))
    return redirect(url_for("auth.login"), 303)


@auth.route("/reset_password_request", methods=["GET", "POST"])
@limiter.limit("60 per hour", methods=["POST"])
def reset_password_request() -> ResponseReturnValue:
    """Ask for a link by mail; the page says the same whether or not there is an account."""
    form = ResetRequestForm()
    if not form.validate_on_submit():
        return show("accounts/reset_password_request.html", form)
    user = User.with_email(text(form.email))
    mail.send_reset_link(user if may_mail(text(form.email)) else None)
    flash(
        _("If there is an account with this address, we have sent it a link. Please look into your mailbox.")
    )
    return redirect(url_for("auth.login"), 303)


@auth.route("/reset_password/<token>", methods=["GET", "POST"])
def reset_password(token: str) -> ResponseReturnValue:
    """Choose a new password with the link from the mail."""
    user = reset.user_of(token, lock=request.method == "POST")
    if user is None:
        flash(_("This link is not good any more. Please ask for a new one."), "error")
        return redirect(url_for("auth.reset_password_request"), 303)
    form = ResetForm(user)
    if not form.validate_on_submit():
        return show("accounts/reset_password.html", form)
    user.set_password(text(form.password))
    db.session.commit()
    flash(_("Your password has been changed. You can log in now."))
    return redirect(url_for("auth.login"), 303)


def _make_account(form: RegistrationForm) -> bool:
    """Make the account; False if the name went meanwhile."""
    try:
        open_account(username=text(form.username), email=text(form.email), password=text(form.password))
    except NameTaken:
        return False
    return True
