"""What a user can do with a task that is under way or has ended, from its form or from a page's script."""

from __future__ import annotations

from flask import abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.urls import safe_next
from app.core.web import main, wants_json
from app.errors import Problem
from app.extensions import db
from app.jobs import runner
from app.jobs.models import Task


@main.get("/tasks/<task_id>")
@login_required
def task(task_id: str) -> ResponseReturnValue:
    """How a task stands, as the browser is told of it, and its place in the queue."""
    return _news(_own(task_id))


@main.post("/tasks/<task_id>/cancel")
@login_required
def cancel_task(task_id: str) -> ResponseReturnValue:
    """Stop a task: one that waits never starts, one that runs ends within seconds."""
    task = _own(task_id)
    refused = None if runner.cancel(task) else _("It is too late to cancel this.")
    return _answer(task, refused=refused)


@main.post("/tasks/<task_id>/retry")
@login_required
def retry_task(task_id: str) -> ResponseReturnValue:
    """Begin a task again that failed or was cancelled."""
    task = _own(task_id)
    return _answer(task, refused=_retry(task))


@main.post("/tasks/<task_id>/dismiss")
@login_required
def dismiss_task(task_id: str) -> ResponseReturnValue:
    """Do not show any more how a task ended."""
    task = _own(task_id)
    task.dismiss()
    db.session.commit()
    return _answer(task)


def _retry(task: Task) -> str | None:
    """Begin a task again, or say why not."""
    try:
        if not current_user.may_retry(task):
            return _("You had as many of these as this site allows in a day.")
        begun = task.retry()
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return _("Another one of this kind is already under way.")
    return None if begun else _("There is nothing to try again.")


def _own(task_id: str) -> Task:
    return current_user.find_task(task_id) or abort(404)


def _answer(task: Task, *, refused: str | None = None) -> ResponseReturnValue:
    """The task's news for a script; for people, the page on which the button was."""
    if wants_json():
        if refused:
            raise Problem(409, refused)
        return _news(task)
    if refused:
        flash(refused)
    profile = url_for("main.user", username=current_user.username)
    return redirect(safe_next(request.form.get("back"), default=profile), 303)


def _news(task: Task) -> ResponseReturnValue:
    return jsonify(data=task.news() | {"place": task.place()}, timestamp=clock.now_ts())
