"""Asking for background work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import WriteOnlyMapped, relationship

from app.core.types import collection
from app.extensions import db
from app.jobs.models import Task
from app.jobs.queue import Sending, send_after_commit
from app.notifications.models import Notification


class AlreadyRunning(Exception):
    """The user has an active task of this kind."""


class TaskOwner:
    """What a user can do with tasks."""

    id: Any

    @collection
    def tasks(cls) -> WriteOnlyMapped[Task]:
        """All that the user ever asked for."""
        return relationship("Task", back_populates="user", cascade="all, delete-orphan", passive_deletes=True)

    def launch_task(self, name: str, description: str, *args: Any, **kwargs: Any) -> Task:
        """Ask for `app.tasks.<name>(user_id, *args, **kwargs)`, sent at the commit. Raises AlreadyRunning."""
        task = Task(
            name=name,
            description=description,
            user_id=self.id,
            active_key=f"{self.id}:{name}",
            arguments={"args": [self.id, *args], "kwargs": kwargs},
        )
        try:
            with db.session.begin_nested():
                db.session.add(task)
        except IntegrityError as error:
            raise AlreadyRunning(name) from error
        Notification.tell(self.id, "task_progress", task.news(), about=task.id)
        send_after_commit(Sending(task.id, name, (self.id, *args), kwargs))
        return task

    def get_tasks_in_progress(self) -> Sequence[Task]:
        """The user's tasks that wait or run, oldest first."""
        return db.session.scalars(self._active().order_by(Task.created_at)).all()

    def get_task_in_progress(self, name: str) -> Task | None:
        """The user's waiting or running task of a kind."""
        return db.session.scalar(self._active().where(Task.name == name))

    def _active(self) -> sa.Select[Task]:
        return sa.select(Task).where(Task.user_id == self.id, Task.complete.is_(False))
