"""The settings of an account: what one gets mail about and where, the language, and the account's end."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from app import sessions
from app.accounts import deletion, email_change, mail
from app.accounts.forms import DeletionForm, EmailForm, MailsForm, PublicForm
from app.accounts.models import User
from app.accounts.postage import may_mail
from app.accounts.proof import is_right, limit_tries, own_name
from app.core.web import main
from app.extensions import db, limiter
from app.forms import REFUSED, ButtonForm, accepted, show, text
from app.sessions import fresh_login_required


@main.get("/settings")
@login_required
def settings() -> ResponseReturnValue:
    """All that one can choose about one's account."""
    return _page()


@main.post("/settings/mails")
@login_required
def choose_mails() -> ResponseReturnValue:
    """Choose what one is told by mail."""
    form = MailsForm()
    if not form.validate_on_submit():
        return _page(mails=form), REFUSED
    current_user.mails_messages = form.mails_messages.data
    return _saved()


@main.post("/settings/public")
@login_required
def choose_public() -> ResponseReturnValue:
    """Choose whether anybody may read one's posts."""
    form = PublicForm()
    if not form.validate_on_submit():
        return _page(public=form), REFUSED
    current_user.is_public = form.is_public.data
    return _saved()


@main.route("/settings/email", methods=["GET", "POST"])
@login_required
@fresh_login_required(then="main.change_email")
@limiter.limit("10 per hour", key_func=own_name, methods=["POST"], deduct_when=accepted)
def change_email() -> ResponseReturnValue:
    """Ask for another e-mail address. The answer is the same whether or not it has an account."""
    form = EmailForm(current_user)
    if not form.validate_on_submit():
        return show("accounts/change_email.html", form)
    _ask_for_email(current_user, text(form.email))
    flash(_("We have sent a link to %(email)s. Open it to use that address.", email=text(form.email)))
    return redirect(url_for("main.settings"), 303)


@main.post("/settings/email/cancel")
@login_required
def keep_email() -> ResponseReturnValue:
    """Keep the e-mail address that one has; the link to change it is dead."""
    current_user.forget_pending_email()
    db.session.commit()
    flash(_("Your e-mail address stays as it is."))
    return redirect(url_for("main.settings"), 303)


@main.route("/settings/email/<token>", methods=["GET", "POST"])
@login_required
def confirm_email(token: str) -> ResponseReturnValue:
    """Use the address to which the link was sent. Its reader alone is not enough: they may be a stranger."""
    user = email_change.user_of(token, lock=request.method == "POST")
    if user is None or user.id != current_user.id:
        flash(_("This link is not good any more, or not for this account."), "error")
        return redirect(url_for("main.settings"), 303)
    form = ButtonForm()
    if not form.validate_on_submit():
        return show("accounts/confirm_email.html", form)
    old = user.email
    if not email_change.finish(user):
        flash(_("This address belongs to another account by now. Yours stays as it is."), "error")
        return redirect(url_for("main.settings"), 303)
    mail.tell_email_changed(user, old=old)
    flash(_("Your e-mail address has been changed."), "success")
    return redirect(url_for("main.settings"), 303)


@main.route("/settings/delete", methods=["GET", "POST"])
@login_required
@fresh_login_required(then="main.delete_account")
@limit_tries(name=own_name, refused=REFUSED)
def delete_account() -> ResponseReturnValue:
    """Delete one's account, with the password once more, whenever it was last entered."""
    form = DeletionForm()
    if not form.validate_on_submit():
        return show("accounts/delete.html", form, running=current_user.running_export())
    if not is_right(current_user, text(form.password), lock=True):
        form.password.errors = [_("This is not your password.")]
        return show("accounts/delete.html", form, running=current_user.running_export())
    deletion.delete(current_user)
    sessions.leave()
    flash(_("Your account has been deleted."))
    return redirect(url_for("auth.login"), 303)


def _ask_for_email(user: User, address: str) -> None:
    user.ask_for_email(address)
    owner = User.with_email(address)
    db.session.commit()
    if may_mail(address):
        mail.confirm_email(user, owner=owner)
    mail.tell_email_asked(user)


def _saved() -> ResponseReturnValue:
    db.session.commit()
    flash(_("Your changes have been saved."), "success")
    return redirect(url_for("main.settings"), 303)


def _page(*, mails: MailsForm | None = None, public: PublicForm | None = None) -> str:
    return render_template(
        "accounts/settings.html",
        form=ButtonForm(),
        mails=mails or MailsForm(formdata=None, obj=current_user),
        public=public or PublicForm(formdata=None, obj=current_user),
        awaited=current_user.awaited_email(),
    )
