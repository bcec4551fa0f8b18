"""What programs are told of tasks, whoever tells it."""

from __future__ import annotations

from flask import url_for
from flask_marshmallow import Schema
from marshmallow import fields

from app.api.fields import Links, Moment
from app.jobs.models import Task
from app.jobs.states import State


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
