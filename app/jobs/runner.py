"""What happens around a task function: claim the row, run, write the outcome."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import uuid4

import sqlalchemy as sa
import structlog
from flask import Flask, current_app, has_app_context
from rq import get_current_job
from rq.job import Job
from werkzeug.utils import import_string

from app.core import clock
from app.core.context import the_app
from app.extensions import db
from app.jobs import progress
from app.jobs.models import State, Task
from app.notifications.models import Notification


def job(function: Callable[..., None]) -> Callable[..., None]:
    """Make a function of app.tasks an RQ job. Called outside a worker it just runs."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> None:
        rq_job = get_current_job()
        with _app().app_context():
            if rq_job is None:
                function(*args, **kwargs)
            else:
                _run_as_job(function, rq_job, args, kwargs)

    return run


def _app() -> Flask:
    if has_app_context():
        return the_app()
    # A plainly typed `rq worker` knows no application; like gunicorn, we find it by its public name.
    return import_string("microblog:app")


def _run_as_job(function: Callable[..., None], rq_job: Job, args: Any, kwargs: Any) -> None:
    task = db.session.get(Task, rq_job.id)
    if task is None:
        # Typed into a Python shell, as the guide does with `example`.
        reporter = progress.Reporter(rq_job)
        _call(function, reporter, args, kwargs)
        reporter.write(100)
    elif run := TaskRun.claim(task, rq_job):
        with structlog.contextvars.bound_contextvars(task_id=task.id):
            run.execute(function)


def _call(function: Callable[..., None], reporter: progress.Reporter, args: Any, kwargs: Any) -> None:
    token = progress.current.set(reporter)
    try:
        function(*args, **kwargs)
    finally:
        progress.current.reset(token)


class TaskRun(progress.Reporter):
    """One run of a task, which may write only as long as its claim stands."""

    def __init__(self, task: Task, rq_job: Job, claim: str) -> None:
        super().__init__(rq_job)
        self.task_id = task.id
        self.user_id = task.user_id
        self.arguments = task.arguments or {"args": rq_job.args, "kwargs": rq_job.kwargs}
        self.token = claim

    @classmethod
    def claim(cls, task: Task, rq_job: Job) -> TaskRun | None:
        """Take the task, or None where another run has it or had it."""
        token = str(uuid4())
        run = cls(task, rq_job, token)
        db.session.rollback()
        waiting = sa.and_(Task.id == run.task_id, Task.state == State.PENDING, Task.complete.is_(False))
        values = {"state": State.RUNNING, "claim": token, "started_at": clock.now()}
        if run.update(waiting, values):
            return run
        current_app.logger.info("task %s was not waiting: nothing to do", run.task_id)
        return None

    def execute(self, function: Callable[..., None]) -> None:
        """Run the function and write how it ended."""
        try:
            _call(function, self, self.arguments["args"], self.arguments["kwargs"])
        except Exception:
            db.session.rollback()
            self.end(State.FAILED)
            current_app.logger.exception("task %s failed", self.task_id)
            raise
        self.end(State.DONE)

    def write(self, percent: int) -> None:
        """Write the percentage to the row, for the browser and for RQ's own tools."""
        self.update(self._mine(), {"progress": percent})
        super().write(percent)

    def end(self, state: State) -> None:
        """Write the outcome and free the user to ask again."""
        values = {
            "state": state,
            "complete": True,
            "active_key": None,
            "claim": None,
            "ended_at": clock.now(),
        }
        self.update(self._mine(), values)
        if state is State.DONE:
            super().write(100)

    def update(self, condition: sa.ColumnElement[bool], values: dict[str, Any]) -> bool:
        """Change the row if the condition still holds, and tell the browser in the same transaction."""
        # The job's own reading ends here: on SQLite, who has read may not write once another has written.
        db.session.rollback()
        statement = (
            sa.update(Task).where(condition).values(values).execution_options(synchronize_session=False)
        )
        if cast("sa.CursorResult[Any]", db.session.execute(statement)).rowcount != 1:
            db.session.rollback()
            return False
        task = db.session.get_one(Task, self.task_id, populate_existing=True)
        Notification.tell(self.user_id, "task_progress", task.news(), about=self.task_id)
        db.session.commit()
        return True

    def _mine(self) -> sa.ColumnElement[bool]:
        return sa.and_(Task.id == self.task_id, Task.claim == self.token)
