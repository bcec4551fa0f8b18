"""Who wants to be called when a task has ended: since when, until when."""

from __future__ import annotations

import sqlalchemy as sa

from app.extensions import db
from app.jobs.models import Task
from app.webhooks.models import Webhook

# Who hangs keeps a worker; so many of a user's may be called at a time beside what ends by itself.
MOST_CALLS = 10


def calls_too_many(user_id: int) -> bool:
    """Whether as many of a user's webhooks are being called as may be asked for at a time."""
    active = sa.and_(Task.user_id == user_id, Task.complete.is_(False), Task.name == "call_webhook")
    return (db.session.scalar(sa.select(sa.func.count()).where(active)) or 0) >= MOST_CALLS


def register(task: Task, url: str) -> Webhook:
    """Have an address called when a task has ended, now if it has (the caller commits)."""
    task = _held(task)
    _stop_calling(task)
    hook = Webhook.put(task.id, url)
    if task.complete:
        task.call_back()
        db.session.refresh(hook)
    return hook


def withdraw(task: Task) -> None:
    """Have nobody called (the caller commits)."""
    task = _held(task)
    _stop_calling(task)
    Webhook.end(task.id)


def _held(task: Task) -> Task:
    # A task that ends at this moment either finds the webhook, or is found to have ended.
    return db.session.get_one(Task, task.id, with_for_update=True, populate_existing=True)


def _stop_calling(task: Task) -> None:
    hook = Webhook.of(task.id)
    call = db.session.get(Task, hook.call_id) if hook and hook.call_id else None
    if call:
        call.cancel(comment="another webhook took its place")
