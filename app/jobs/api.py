"""Tasks for programs: how what was asked for in the background stands, and stopping it."""

from __future__ import annotations

from typing import Any

from apifairy import other_responses, response
from flask import abort, url_for
from flask_babel import gettext as _
from flask_marshmallow import Schema
from marshmallow import fields

from app.api.auth import needs, the_user
from app.api.fields import Links, Moment
from app.core.web import api
from app.errors import Problem
from app.jobs import runner
from app.jobs.models import Task
from app.jobs.states import State

# After so long it makes sense to look again how a task stands.
LOOK_AFTER_S = 2
NOT_THERE = "The user has no such task."


class TaskLinks(Schema):
    """Where to go on from a task; `cancel` is there as long as it can be stopped."""

    self = fields.String()
    cancel = fields.String()


def _links_of(task: Task) -> dict[str, str]:
    stop = {} if task.complete or task.committed else {"cancel": _path("cancel_task", task)}
    return {"self": _path("get_task", task)} | stop


def _path(endpoint: str, task: Task) -> str:
    return url_for(f"api.{endpoint}", task_id=task.id)


class ToldTask(Schema):
    """A task, as it stands."""

    id = fields.String(metadata={"example": "f3b6a0de-8f0e-4c38-9a39-6c1f1f2a7d51"})
    name = fields.String(metadata={"example": "export_posts"})
    description = fields.String(allow_none=True, metadata={"example": "Exporting posts..."})
    state = fields.Enum(State, by_value=True, metadata={"example": "running"})
    progress = fields.Function(lambda task: task.get_progress(), metadata={"type": "integer", "example": 20})
    items_done = fields.Integer(allow_none=True, metadata={"example": 240})
    items_total = fields.Integer(allow_none=True, metadata={"example": 1200})
    eta_s = fields.Integer(allow_none=True, metadata={"example": 12})
    reason = fields.String(allow_none=True)
    reference = fields.String(metadata={"example": "f3b6a0de"})
    created_at = Moment(allow_none=True)
    started_at = Moment(allow_none=True)
    ended_at = Moment(allow_none=True)
    _links = Links(TaskLinks, _links_of)


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
