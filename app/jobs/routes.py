"""What a user can do with a task that is under way, or did not end well."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required
from sqlalchemy.exc import IntegrityError

from app.core.urls import safe_next
from app.core.web import main
from app.extensions import db
from app.jobs import runner
from app.jobs.models import Task


@main.post("/tasks/<task_id>/cancel")
@login_required
def cancel_task(task_id: str) -> ResponseReturnValue:
    """Stop a task: one that waits never starts, one that runs ends within seconds."""
    if not runner.cancel(_own(task_id)):
        flash(_("It is too late to cancel this."))
    return _back()


@main.post("/tasks/<task_id>/retry")
@login_required
def retry_task(task_id: str) -> ResponseReturnValue:
    """Begin a task again that failed or was cancelled."""
    try:
        if not _own(task_id).retry():
            flash(_("There is nothing to try again."))
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        flash(_("Another one of this kind is already under way."))
    return _back()


@main.post("/tasks/<task_id>/dismiss")
@login_required
def dismiss_task(task_id: str) -> ResponseReturnValue:
    """Do not show any more how a task ended."""
    _own(task_id).dismissed = True
    db.session.commit()
    return _back()


def _own(task_id: str) -> Task:
    return current_user.find_task(task_id) or abort(404)


def _back() -> ResponseReturnValue:
    """To the page on which the button was."""
    profile = url_for("main.user", username=current_user.username)
    return redirect(safe_next(request.form.get("back"), default=profile), 303)
