"""The tokens that a user gave to programs: seeing them, making one, and ending them."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from app.accounts.token_forms import TokenForm
from app.accounts.tokens import ApiToken, Scope
from app.core.web import main
from app.extensions import db
from app.forms import ButtonForm, show
from app.sessions import fresh_login_required


@main.get("/tokens")
@login_required
def tokens() -> ResponseReturnValue:
    """The programs that may act for one."""
    return render_template("accounts/tokens.html", tokens=ApiToken.of(current_user.id), form=ButtonForm())


@main.route("/tokens/new", methods=["GET", "POST"])
@login_required
@fresh_login_required(then="main.new_token")
def new_token() -> ResponseReturnValue:
    """Make a token; it is shown in the answer, and never again."""
    form = TokenForm(most_days=current_app.config["API_TOKEN_DAYS"])
    if not form.validate_on_submit():
        return show("accounts/new_token.html", form)
    keep, scopes = timedelta(days=form.days.data or 0), [Scope(word) for word in form.scopes.data or []]
    token, kept = ApiToken.issue(current_user.id, name=form.name.data, keep=keep, scopes=scopes)
    db.session.commit()
    current_app.logger.info("user %s made an API token", current_user.id)
    return render_template("accounts/token.html", token=token, kept=kept)


@main.post("/tokens/<id:token_id>/revoke")
@login_required
@fresh_login_required(then="main.tokens")
def revoke_token(token_id: int) -> ResponseReturnValue:
    """End one token."""
    if not ApiToken.revoke_all(current_user.id, ApiToken.id == token_id):
        abort(404)
    db.session.commit()
    flash(_("The token has been revoked."))
    return redirect(url_for("main.tokens"), 303)


@main.post("/tokens/revoke_all")
@login_required
@fresh_login_required(then="main.tokens")
def revoke_tokens() -> ResponseReturnValue:
    """End all tokens."""
    ApiToken.revoke_all(current_user.id)
    db.session.commit()
    flash(_("All tokens have been revoked."))
    return redirect(url_for("main.tokens"), 303)
