"""Tasks: what users asked for in the background. The row is the truth; Redis only carries its name."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import sqlalchemy as sa
from flask import current_app
from rq.job import Job
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.types import UtcDateTime, word_of
from app.extensions import db
from app.jobs import queue
from app.notifications.models import Notification
from app.transactions import changes_a_row

if TYPE_CHECKING:
    from app.accounts.models import User

LATE_AFTER = timedelta(seconds=60)
MOST_ATTEMPTS_KEPT = 50
# Reasons of failures that only another file mends.
HOPELESS = ("unreadable", "missing")
COMMENT_MOST_CHARACTERS = 300
# From the first moments nobody can tell how long it will take.
ETA_AFTER_S = 5
ETA_AFTER_PERCENT = 10


class State(StrEnum):
    """Where a task stands; people read "waiting" for pending."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE = (State.PENDING, State.RUNNING)
# From which states each may be reached; docs/jobs.md draws it, and a test compares the two.
SOURCES: dict[State, tuple[State, ...]] = {
    State.PENDING: (State.RUNNING, State.FAILED, State.CANCELLED),
    State.RUNNING: (State.PENDING,),
    State.DONE: (State.RUNNING,),
    State.FAILED: (State.PENDING, State.RUNNING),
    State.CANCELLED: (State.PENDING, State.RUNNING),
}


class Task(db.Model):
    """One request of a user for background work. Its id is also the id of its first RQ job."""

    __table_args__ = (sa.Index(None, "user_id", "complete"), sa.Index(None, "complete", "state"))

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True, default=lambda: str(uuid4()))
    name: Mapped[str] = mapped_column(sa.String(128))
    description: Mapped[str | None] = mapped_column(sa.String(128))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"))
    complete: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    state: Mapped[State] = mapped_column(
        word_of(State),
        default=State.PENDING,
        server_default=State.PENDING.value,
    )
    # Set while the task is active, so that the database itself refuses a second one of the kind.
    active_key: Mapped[str | None] = mapped_column(sa.String(160), unique=True)
    # What no page shows is not read for pages.
    arguments: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON, deferred_group="work")
    # Who runs it. A run whose claim is no longer here may not write any more.
    claim: Mapped[str | None] = mapped_column(sa.String(36))
    beat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    progress: Mapped[int] = mapped_column(default=0, server_default="0")
    # How often it was sent to Redis again, and how often it did not end well.
    attempt: Mapped[int] = mapped_column(default=0, server_default="0")
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    # How attempts ended that did not end well: {"attempt", "ended_at", "outcome", "comment"}, newest last.
    attempts: Mapped[list[dict[str, Any]] | None] = mapped_column(sa.JSON, deferred=True)
    # What the finished steps left for the next run, by the step's name.
    steps: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON, deferred_group="work")
    # Why it failed, as a word that the pages have a sentence for.
    reason: Mapped[str | None] = mapped_column(sa.String(32))
    # The last step cannot be taken back: from here on it is too late to cancel.
    committed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # Not shown to the user: work that follows from other work.
    quiet: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    dismissed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    created_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=clock.now)
    # Not to be run before this moment; and when it was last put into the queue.
    run_after: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(back_populates="tasks")

    @classmethod
    def move(
        cls, task_id: str, to: State, *conditions: sa.ColumnElement[bool], comment: str = "", **values: Any
    ) -> Task | None:
        """Change a task's state if it may and the conditions hold; None if not. The caller commits.

        The one place where a state is written: guarded, told to the browser, and one line in the log.
        """
        values = {"state": to, "complete": to not in ACTIVE, **_consequences(to), **values}
        guard = sa.and_(cls.id == task_id, cls.state.in_(SOURCES[to]), *conditions)
        if not cls.write(guard, values):
            return None
        task = db.session.get_one(cls, task_id, populate_existing=True)
        if to not in (State.RUNNING, State.DONE):
            task.note(to, comment)
        if to is State.FAILED and not task.quiet:
            task.follow_up("mail_ending")
        task.tell()
        current_app.logger.info("task %s is %s (attempt %s) %s", task.id, to, task.attempt, comment)
        return task

    @classmethod
    def write(cls, guard: sa.ColumnElement[bool], values: dict[str, Any]) -> bool:
        """Change the row that the guard describes; whether there was one. The caller commits."""
        return changes_a_row(sa.update(cls).where(guard).values(values))

    def cancel(self, *, comment: str = "") -> bool:
        """Stop it, if it is not too late (the caller commits). A run notices that its claim is gone."""
        return bool(Task.move(self.id, State.CANCELLED, Task.committed.is_(False), comment=comment))

    def retry(self, *, comment: str = "") -> bool:
        """Let a task that failed or was cancelled begin again (the caller commits).

        Raises IntegrityError where the user has another active one of the kind.
        """
        hopeful = sa.or_(Task.reason.is_(None), Task.reason.not_in(HOPELESS))
        ended = sa.and_(Task.state.in_((State.FAILED, State.CANCELLED)), hopeful)
        never = dict.fromkeys(("beat_at", "started_at", "ended_at", "run_after", "reason"))
        afresh = {"failures": 0, "progress": 0, "steps": sa.null(), "committed": False, "dismissed": False}
        asked: dict[str, Any] = {
            "created_at": clock.now(),
            "sent_at": clock.now(),
            "attempt": Task.attempt + 1,
            "active_key": f"{self.user_id}:{self.name}",
        }
        task = Task.move(self.id, State.PENDING, ended, comment=comment, **never, **afresh, **asked)
        if task:
            queue.send_after_commit(task.sending())
        return task is not None

    def follow_up(self, name: str) -> None:
        """Ask for `app.tasks.<name>(user_id, task_id, attempt, state)`, unseen (the caller commits)."""
        task = Task(
            id=str(uuid4()),
            name=name,
            user_id=self.user_id,
            active_key=f"{self.id}:{self.attempt}:{name}",
            arguments={"args": [self.user_id, self.id, self.attempt, self.state.value], "kwargs": {}},
            attempt=0,
            quiet=True,
            sent_at=clock.now(),
        )
        db.session.add(task)
        queue.send_after_commit(task.sending())

    def note(self, outcome: str, comment: str) -> None:
        """Keep how an attempt ended (the caller commits)."""
        entry = {"attempt": self.attempt, "ended_at": clock.now().isoformat(), "outcome": outcome}
        entry["comment"] = comment[:COMMENT_MOST_CHARACTERS]
        self.attempts = [*(self.attempts or []), entry][-MOST_ATTEMPTS_KEPT:]

    def tell(self) -> None:
        """Tell the browser how it stands (the caller commits)."""
        if not self.quiet:
            Notification.tell(self.user_id, "task_progress", self.news(), about=self.id)

    def sending(self) -> queue.Sending:
        """What goes to Redis for the current attempt."""
        arguments = self.arguments or {"args": [], "kwargs": {}}
        return queue.Sending(self.id, self.attempt, self.name, (*arguments["args"],), arguments["kwargs"])

    def get_progress(self) -> int:
        """The percentage done; 100 only when all is delivered."""
        return 100 if self.state is State.DONE else self.progress

    @property
    def eta_s(self) -> int | None:
        """In how many seconds it will be done, if it goes on as it has begun; None where nobody can tell."""
        if self.state is not State.RUNNING or self.started_at is None:
            return None
        elapsed_s = (clock.now() - self.started_at).total_seconds()
        if elapsed_s < ETA_AFTER_S or self.progress < ETA_AFTER_PERCENT:
            return None
        return round(elapsed_s * (100 - self.progress) / self.progress)

    def get_rq_job(self) -> Job | None:
        """The RQ job that carries this task, while Redis still has it."""
        return queue.fetch(queue.job_id(self.id, self.attempt))

    @property
    def words(self) -> str:
        """The key of the sentence that people read: the state, with what else they should know of it."""
        if self.state is State.PENDING and (self.failures or self.beat_at):
            return "pending-again"
        if self.state is State.DONE:
            # Each kind of task leads elsewhere; one without a sentence of its own has that of the state.
            return f"done-{self.name}"
        return f"failed-{self.reason}" if self.state is State.FAILED and self.reason else self.state.value

    @property
    def reference(self) -> str:
        """What the user quotes and the operator looks up."""
        return self.id[:8]

    def is_late(self) -> bool:
        """Whether it waits longer than people should without being told."""
        asked_at = self.created_at
        return self.state is State.PENDING and asked_at is not None and clock.now() - asked_at > LATE_AFTER

    def news(self) -> dict[str, Any]:
        """What the browser is told of this task."""
        return {
            "task_id": self.id,
            "name": self.name,
            "description": self.description,
            "state": self.state.value,
            "progress": self.get_progress(),
            "attempt": self.attempt,
            "words": self.words,
            "cancellable": self.state in ACTIVE and not self.committed,
            "asked_at": self.created_at.timestamp() if self.created_at else None,
        }


def _consequences(to: State) -> dict[str, Any]:
    """What a state means for the other columns."""
    if to is State.RUNNING:
        return {}
    if to is State.PENDING:
        # What was sent stays sent: `committed` is left as it is.
        return {"claim": None}
    return {"claim": None, "active_key": None, "ended_at": clock.now()}
