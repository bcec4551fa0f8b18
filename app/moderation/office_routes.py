"""The pages of administrators. For everybody else they are not there."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.models import User
from app.core.pages import Cursor
from app.core.web import main
from app.errors import Problem
from app.extensions import db
from app.forms import ButtonForm, show, text
from app.moderation import office
from app.moderation.acts import Act
from app.moderation.forms import REASONS, WhyForm
from app.moderation.guard import for_admins
from app.moderation.reports import Report
from app.posts.models import Post
from app.sessions import fresh_login_required


@main.get("/moderation")
@for_admins
def moderation() -> ResponseReturnValue:
    """What has been reported, and waits for somebody to decide."""
    page = Report.open(before=Cursor.asked(request.args), size=_page_size())
    return render_template("moderation/reports.html", page=page, reasons=REASONS, form=ButtonForm())


@main.get("/moderation/log")
@for_admins
def moderation_log() -> ResponseReturnValue:
    """What administrators did."""
    page = Act.page(before=Cursor.asked(request.args), size=_page_size())
    return render_template("moderation/log.html", page=page)


@main.post("/moderation/reports/<id:report_id>/dismiss")
@for_admins
@fresh_login_required(then="main.moderation")
def dismiss_report(report_id: int) -> ResponseReturnValue:
    """Leave what was reported as it is."""
    if not office.dismiss(db.session.get(Report, report_id) or abort(404), by=current_user):
        raise Problem(409, _("Somebody else has decided on this report already."))
    return _done(_("The report is dismissed."))


@main.route("/moderation/posts/<id:post_id>/remove", methods=["GET", "POST"])
@for_admins
@fresh_login_required()
def remove_post(post_id: int) -> ResponseReturnValue:
    """Remove somebody's post."""
    post, form = db.session.get(Post, post_id) or abort(404), WhyForm()
    if not form.validate_on_submit():
        return show("moderation/remove.html", form, post=post)
    # Another administrator may have removed it meanwhile.
    post = post.author.hold(post_id) or abort(404)
    office.remove(post, by=current_user, why=text(form.why))
    return _done(_("The post is removed, and its author is told why."))


@main.route("/moderation/users/<username>/suspend", methods=["GET", "POST"])
@for_admins
@fresh_login_required()
def suspend_user(username: str) -> ResponseReturnValue:
    """Suspend somebody's account."""
    person, form = _concerned(username), WhyForm()
    if objection := office.why_not_suspend(person, by=current_user):
        raise Problem(409, objection)
    if not form.validate_on_submit():
        return show("moderation/suspend.html", form, person=person)
    office.suspend(person, by=current_user, why=text(form.why))
    return _done(_("The account of %(username)s is suspended.", username=person.username))


@main.post("/moderation/users/<username>/unsuspend")
@for_admins
@fresh_login_required(then="main.moderation")
def unsuspend_user(username: str) -> ResponseReturnValue:
    """Open an account again."""
    person = _concerned(username)
    if person.suspended_at:
        office.unsuspend(person, by=current_user)
    return _done(_("The account of %(username)s is open again.", username=person.username))


def _concerned(username: str) -> User:
    """The person of this name; for who decides about them, as they are when nobody else does."""
    person = User.named(username) or abort(404)
    return (office.hold(person) or abort(404)) if request.method == "POST" else person


def _done(words: str) -> ResponseReturnValue:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("main.moderation"), 303)


def _page_size() -> int:
    return current_app.config["POSTS_PER_PAGE"]
