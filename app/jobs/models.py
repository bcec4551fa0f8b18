"""Tasks: what users asked for in the background. The row is the truth; Redis only carries its name."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import sqlalchemy as sa
from rq.job import Job
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.types import UtcDateTime
from app.extensions import db
from app.jobs import queue

if TYPE_CHECKING:
    from app.accounts.models import User


class State(StrEnum):
    """Where a task stands; people read "waiting" for pending."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Task(db.Model):
    """One request of a user for background work. Its id is also the id of its RQ job."""

    __table_args__ = (sa.Index(None, "user_id", "complete"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=lambda: str(uuid4()))
    name: Mapped[str] = mapped_column(sa.String(128))
    description: Mapped[str | None] = mapped_column(sa.String(128))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"))
    complete: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    state: Mapped[State] = mapped_column(
        sa.Enum(State, native_enum=False, length=16, values_callable=lambda states: [*states]),
        default=State.PENDING,
        server_default=State.PENDING.value,
    )
    # Set while the task is active, so that the database itself refuses a second one of the kind.
    active_key: Mapped[str | None] = mapped_column(sa.String(160), unique=True)
    arguments: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    # Who runs it. A run whose claim is no longer here may not write any more.
    claim: Mapped[str | None] = mapped_column(sa.String(36))
    progress: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=clock.now)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(back_populates="tasks")

    def get_progress(self) -> int:
        """The percentage done; 100 only when all is delivered."""
        return 100 if self.state is State.DONE else self.progress

    def get_rq_job(self) -> Job | None:
        """The RQ job that carries this task, while Redis still has it."""
        return queue.fetch(self.id)

    def news(self) -> dict[str, Any]:
        """What the browser is told of this task."""
        return {
            "task_id": self.id,
            "name": self.name,
            "description": self.description,
            "state": self.state.value,
            "progress": self.get_progress(),
        }
