"""Tasks for programs: how what was asked for in the background stands, and stopping it."""

from __future__ import annotations

from typing import Any

from apifairy import other_responses, response
from flask import abort
from flask_babel import gettext as _
from flask_marshmallow import Schema
from marshmallow import fields

from app.api.auth import needs, the_user
from app.core.web import api
from app.errors import Problem
from app.jobs import runner
from app.jobs.models import Task
from app.jobs.told import ToldTask

# After so long it makes sense to look again how a task stands.
LOOK_AFTER_S = 2
NOT_THERE = "The user has no such task."


class ToldTasks(Schema):
    """Tasks, the newest first."""

    items = fields.List(fields.Nested(ToldTask))


@api.get("/tasks")
@needs("read")
@response(ToldTasks)
def tasks() -> Any:
    """The user's newest hundred tasks, the newest first."""
    return {"items": the_user().newest_tasks()}


@api.get("/tasks/<task_id>")
@needs("read")
@response(ToldTask)
@other_responses({202: (ToldTask, "It waits or runs."), 404: NOT_THERE})
def get_task(task_id: str) -> Any:
    """One task, as it stands: 202 while it waits or runs, 200 when it has ended."""
    return _answer(_own(task_id))


@api.post("/tasks/<task_id>/cancel")
@needs("write")
@response(ToldTask)
@other_responses({404: NOT_THERE, 409: "Too late to stop it."})
def cancel_task(task_id: str) -> Any:
    """Stop a task: one that waits never starts, one that runs ends within seconds."""
    task = _own(task_id)
    if not runner.cancel(task):
        raise Problem(409, _("It is too late to cancel this."))
    return task


def _own(task_id: str) -> Task:
    return the_user().find_task(task_id) or abort(404)


def _answer(task: Task) -> Any:
    return (task, 200) if task.complete else (task, 202, {"Retry-After": str(LOOK_AFTER_S)})
