"""Tasks in tests: asked for, run by a real RQ worker in this process, looked at."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from rq import SimpleWorker

from app import db
from app.core import clock
from app.jobs import queue
from app.jobs.models import State, Task
from app.jobs.run import TaskRun
from app.jobs.sweep import sweep
from app.models import Notification, User
from tests import factories

NOBODY_LISTENS = "redis://127.0.0.1:1/0"
LONG_AGO = timedelta(hours=1)


def ask(user: User, **arguments: Any) -> Task:
    """A task that is in the queue."""
    task = user.launch_task("export_posts", "Exporting posts...", **arguments)
    db.session.commit()
    return task


class Worker(SimpleWorker):
    """RQ's worker that does not fork; nobody sends it commands, and it leaves signals as they are."""

    def subscribe(self) -> None:
        """Listen to nobody: the end of listening may take a second."""

    def unsubscribe(self) -> None:
        """Nothing to end."""

    def _install_signal_handlers(self) -> None:
        """Ctrl-C ends the tests."""


def work(app: Flask, **options: Any) -> None:
    """Work until the queue is empty, as `rq worker` does but in this process."""
    db.session.commit()
    Worker([app.task_queue], connection=app.redis, **options).work(burst=True)
    db.session.expire_all()


def claimed(task: Task) -> TaskRun:
    """A run that holds a task, as in a worker that has just taken it."""
    run = TaskRun.claim(task.get_rq_job())
    assert run
    db.session.expire_all()
    return run


def told(user: User) -> dict[str, Any]:
    """What the user's browser was told last."""
    [news] = Notification.since(user.id, 0)
    return news.get_data()


def tasks(**columns: Any) -> list[Task]:
    """The tasks that have these values."""
    return [*db.session.scalars(sa.select(Task).filter_by(**columns))]


def change(task: Task, **values: Any) -> Task:
    """Write columns past everything that guards them."""
    write(task.id, **values)
    return task


def write(task_id: str, **values: Any) -> None:
    """As `change`, for a job, whose session is not the test's."""
    db.session.execute(sa.update(Task).where(Task.id == task_id).values(values))
    db.session.commit()


def cancel(task_id: str) -> bool:
    """Cancel a task as somebody else would."""
    cancelled = db.session.get_one(Task, task_id).cancel()
    db.session.commit()
    return cancelled


def ago(delta: timedelta = LONG_AGO) -> datetime:
    """A moment before now."""
    return clock.now() - delta


def unsent(task: Task) -> Task:
    """A task as if Redis had been away."""
    task.get_rq_job().delete()
    return change(task, sent_at=ago())


def abandoned(task: Task, **values: Any) -> Task:
    """A task as if its worker had been killed."""
    claimed(task)
    return change(task, beat_at=ago(), **values)


def swept(task: Task) -> Task:
    """A task after a sweep."""
    sweep()
    db.session.refresh(task)
    return task


def counting(user: User, seconds: int) -> Task:
    """A task that only counts seconds, in the queue."""
    arguments = {"args": [seconds], "kwargs": {}}
    task = factories.task(user=user, name="example", arguments=arguments, sent_at=clock.now())
    queue.send(task.sending())
    return task


def state(task: Task) -> State:
    """How a task stands that other processes work on."""
    db.session.rollback()
    db.session.expire_all()
    return task.state
