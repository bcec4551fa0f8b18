"""The operators' pages. For everybody but administrators they are not there."""

from __future__ import annotations

from functools import partial

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from app.core.redis import RedisError
from app.core.web import main
from app.errors import Problem
from app.extensions import db
from app.forms import ButtonForm
from app.jobs import attempts, runner, workers
from app.jobs.models import Task
from app.jobs.states import State
from app.jobs.workers import Books
from app.moderation.acts import Act, Verb
from app.moderation.guard import for_admins
from app.ops import listing
from app.ops.backlog import Backlog
from app.ops.listing import TaskCursor, Wanted
from app.ops.throughput import Throughput
from app.sessions import fresh_login_required

NAME_MOST_CHARACTERS = 128


@main.get("/operations")
@for_admins
def operations() -> ResponseReturnValue:
    """What waits, who works, what was done in the last hour, and everybody's tasks."""
    wanted, size = _wanted(), current_app.config["POSTS_PER_PAGE"]
    page = listing.page(wanted, before=TaskCursor.asked(request.args), size=size)
    kinds = sorted(kind.function.__name__ for kind in runner.all_kinds())
    seen = {"books": _books(), "backlog": Backlog.now(), "throughput": Throughput.lately()}
    return render_template("ops/operations.html", page=page, wanted=wanted, kinds=kinds, **seen)


@main.get("/operations/tasks/<task_id>")
@for_admins
def operations_task(task_id: str) -> ResponseReturnValue:
    """All that is known of a task, but for what its user wrote."""
    task = _find(task_id)
    seen = {"attempts": attempts.read(task.attempts)[::-1], "is_known": runner.find(task.name) is not None}
    return render_template("ops/task.html", task=task, form=ButtonForm(), **seen)


@main.post("/operations/tasks/<task_id>/cancel")
@for_admins
@fresh_login_required(then="main.operations")
def operations_cancel(task_id: str) -> ResponseReturnValue:
    """Stop somebody's task; they are told by mail."""
    task = _find(task_id)
    note = partial(_note, Verb.CANCEL, task)
    if not runner.cancel(task, comment=f"by {current_user.username}", by_mail=True, also=note):
        raise Problem(409, _("It is too late to cancel this."))
    return _done(task_id, _("It is cancelled."))


@main.post("/operations/tasks/<task_id>/retry")
@for_admins
@fresh_login_required(then="main.operations")
def operations_retry(task_id: str) -> ResponseReturnValue:
    """Begin somebody's task again."""
    task = _find(task_id)
    try:
        if not task.retry(comment=f"by {current_user.username}"):
            raise Problem(409, _("There is nothing to try again."))
        _note(Verb.RETRY, task)
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Problem(409, _("Another one of this kind is already under way.")) from error
    return _done(task_id, _("It waits for a worker."))


def _wanted() -> Wanted:
    state = request.args.get("state", "")
    if state and state not in {*State}:
        raise Problem(400, _("There is no such state."))
    kind, username = (request.args.get(name, "").strip() for name in ("kind", "user"))
    return Wanted(State(state) if state else None, kind[:NAME_MOST_CHARACTERS], username[:64])


def _books() -> Books | None:
    try:
        return workers.look()
    except RedisError:
        return None


def _find(task_id: str) -> Task:
    return db.session.get(Task, task_id) or abort(404)


def _note(verb: Verb, task: Task) -> None:
    Act.note(verb, task.user, by=current_user, why=f"{task.name} {task.reference}")


def _done(task_id: str, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for("main.operations_task", task_id=task_id), 303)
