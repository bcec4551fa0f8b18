"""Asking for the archive of one's posts."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from app.core.web import main
from app.email import can_send
from app.exports import archive
from app.extensions import db
from app.forms import ButtonForm
from app.jobs.owner import AlreadyRunning


@main.route("/export_posts", methods=["GET", "POST"])
@login_required
def export_posts() -> ResponseReturnValue:
    """Show how the export stands; a POST asks for one."""
    form = ButtonForm()
    if form.validate_on_submit() and can_send():
        _ask()
        return redirect(url_for("main.user", username=current_user.username), 303)
    page = render_template(
        "exports/export_posts.html",
        form=form,
        task=current_user.get_task_in_progress("export_posts"),
        posts_count=archive.count(current_user.id),
        mail_ready=can_send(),
    )
    return page, 503 if form.is_submitted() else 200


def _ask() -> None:
    try:
        current_user.launch_task("export_posts", _("Exporting posts..."))
    except AlreadyRunning:
        flash(_("An export of your posts is already under way."))
    else:
        db.session.commit()
        current_app.logger.info("user %s asked for an export", current_user.id)
