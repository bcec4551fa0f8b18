"""Telling the administrators of a post or of a person."""

from __future__ import annotations

import sqlalchemy as sa
from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from flask_login import current_user, login_required
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.core.pace import HOUR_S
from app.core.web import main
from app.errors import Problem
from app.extensions import db, limiter
from app.forms import show, text
from app.moderation.forms import ReportForm
from app.moderation.reports import Reason, Report
from app.moderation.restraints import is_shown
from app.posts import addresses
from app.posts.models import Post

REPORTING = limiter.shared_limit("20 per hour", "reports", key_func=lambda: f"reporter {current_user.id}")


@main.route("/posts/<id:post_id>/report", methods=["GET", "POST"])
@login_required
def report_post(post_id: int) -> ResponseReturnValue:
    """Report a post."""
    shown = sa.select(Post).where(Post.id == post_id, is_shown(Post.user_id, to=None))
    post = db.session.scalar(shown) or abort(404)
    back = addresses.of_post(post)
    return _report(Report.of_post(post, by=current_user.id), person=post.author, back=back)


@main.route("/user/<username>/report", methods=["GET", "POST"])
@login_required
def report_user(username: str) -> ResponseReturnValue:
    """Report somebody's profile."""
    person = User.named(username) or abort(404)
    back = url_for("main.user", username=person.username)
    return _report(Report.of_person(person.id, by=current_user.id), person=person, back=back)


def _report(report: Report, *, person: User, back: str) -> ResponseReturnValue:
    if person.id == current_user.id:
        raise Problem(403, _("This is your own."))
    if not report.is_news():
        flash(_("You have reported this already. Thank you."))
        return redirect(back, 303)
    form = ReportForm()
    if not form.validate_on_submit():
        return show("moderation/report.html", form, report=report, person=person, back=back)
    report.reason, report.words = Reason(form.reason.data), text(form.words) or None
    _send(report)
    flash(_("Thank you. The people who run this site will look at it."), "success")
    return redirect(back, 303)


def _send(report: Report) -> None:
    try:
        with REPORTING:
            db.session.add(report)
    except RateLimitExceeded as error:
        words = _("You have reported very many things. Please wait a while before you report more.")
        raise Problem(429, words, retry_after_s=HOUR_S) from error
    try:
        db.session.commit()
    except IntegrityError:
        # The same click, sent twice at once; or the post was deleted a moment ago.
        db.session.rollback()
