"""Asking for background work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import WriteOnlyMapped, aliased, relationship

from app.core import clock
from app.core.language import spoken
from app.core.types import collection
from app.extensions import db
from app.jobs.models import Task
from app.jobs.queue import send_after_commit

# How long a page tells how a task ended, unless the user dismisses it.
TOLD_FOR = timedelta(days=7)
MOST_TASKS = 100


class AlreadyRunning(Exception):
    """The user has an active task of this kind."""


class TaskOwner:
    """What a user can do with tasks."""

    id: Any

    @collection
    def tasks(cls) -> WriteOnlyMapped[Task]:
        """All that the user ever asked for."""
        return relationship("Task", back_populates="user", cascade="all, delete-orphan", passive_deletes=True)

    def launch_task(
        self, name: str, description: str, *args: Any, task_id: str | None = None, **kwargs: Any
    ) -> Task:
        """Ask for `app.tasks.<name>(user_id, *args, **kwargs)`, sent at the commit. Raises AlreadyRunning.

        `task_id` is for what has to be in its place, under the task's name, before the task is.
        """
        task = Task(
            id=task_id or str(uuid4()),
            name=name,
            description=description,
            user_id=self.id,
            active_key=f"{self.id}:{name}",
            arguments={"args": [self.id, *args], "kwargs": kwargs, "language": spoken()},
            attempt=0,
            sent_at=clock.now(),
        )
        try:
            with db.session.begin_nested():
                db.session.add(task)
        except IntegrityError as error:
            raise AlreadyRunning(name) from error
        task.tell()
        send_after_commit(task.sending())
        return task

    def get_tasks_in_progress(self) -> Sequence[Task]:
        """The user's tasks that wait or run, oldest first."""
        return db.session.scalars(self._tasks(self._active()).order_by(Task.created_at)).all()

    def get_task_in_progress(self, name: str) -> Task | None:
        """The user's waiting or running task of a kind."""
        return db.session.scalar(self._tasks(self._active(), Task.name == name))

    def newest_tasks(self) -> Sequence[Task]:
        """What the user asked for, the newest first; as many as anybody looks at."""
        newest = self._tasks().order_by(Task.created_at.desc(), Task.id).limit(MOST_TASKS)
        return db.session.scalars(newest).all()

    def get_tasks_to_tell(self) -> Sequence[Task]:
        """The tasks that each page tells of: those in progress, and the last of each kind that has ended."""
        later = aliased(Task)
        superseded = sa.exists().where(
            later.user_id == Task.user_id, later.name == Task.name, later.created_at > Task.created_at
        )
        lately = sa.and_(
            Task.complete.is_(True),
            Task.ended_at > clock.now() - TOLD_FOR,
            Task.dismissed.is_(False),
            ~superseded,
        )
        told = self._tasks(sa.or_(self._active(), lately))
        return db.session.scalars(told.order_by(Task.created_at)).all()

    def may_retry(self, task: Task) -> bool:  # noqa: ARG002 (roles that know limits look at it)
        """Whether a task may begin again as far as limits go."""
        return True

    def find_task(self, task_id: str) -> Task | None:
        """One of the user's own tasks."""
        return db.session.scalar(self._tasks(Task.id == task_id))

    def _tasks(self, *conditions: sa.ColumnElement[bool]) -> sa.Select[Task]:
        return sa.select(Task).where(Task.user_id == self.id, Task.quiet.is_(False), *conditions)

    @staticmethod
    def _active() -> sa.ColumnElement[bool]:
        return Task.complete.is_(False)
