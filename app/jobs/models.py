"""Tasks: what users asked for in the background. The row is the truth; Redis only carries its name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import sqlalchemy as sa
from flask import current_app
from rq.job import Job
from sqlalchemy.orm import Mapped, mapped_column, relationship, undefer_group

from app.core import clock, measure
from app.core.types import UtcDateTime, word_of
from app.extensions import db
from app.jobs import queue
from app.jobs.measures import UNMEASURED, Measured
from app.jobs.states import ACTIVE, HOPELESS, SOURCES, State, consequences_of, hopeful
from app.notifications.models import Notification
from app.transactions import after_commit, changes_a_row
from app.webhooks.models import Webhook

if TYPE_CHECKING:
    from app.accounts.models import User

LATE_AFTER = timedelta(seconds=60)
MOST_ATTEMPTS_KEPT = 50
COMMENT_MOST_CHARACTERS = 300


class Task(Measured, db.Model):
    """One request of a user for background work. Its id is also the id of its first RQ job."""

    __table_args__ = (
        *(sa.Index(None, "user_id", "complete"), sa.Index(None, "complete", "state")),
        *(sa.Index(None, "state", "created_at", "id"), sa.Index(None, "ended_at", "state")),
        *(sa.Index(None, column, "state", "created_at", "id") for column in ("name", "user_id")),
    )

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
        values = {"state": to, "complete": to not in ACTIVE, **consequences_of(to), **values}
        guard = sa.and_(cls.id == task_id, cls.state.in_(SOURCES[to]), *conditions)
        if not cls.write(guard, values):
            return None
        task = db.session.get_one(cls, task_id, populate_existing=True, options=[undefer_group("work")])
        if to not in (State.RUNNING, State.DONE):
            task.note(to, comment)
        if to is State.FAILED and not task.quiet:
            task.follow_up("mail_ending")
        if task.complete:
            task.call_back()
            after_commit(partial(measure.count_at_once, "tasks_ended", task.name, to))
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
        ended = sa.and_(Task.state.in_((State.FAILED, State.CANCELLED)), hopeful(Task.reason))
        never = dict.fromkeys(("beat_at", "started_at", "ended_at", "run_after", "reason", *UNMEASURED))
        afresh = {"failures": 0, "progress": 0, "steps": sa.null(), "committed": False, "dismissed": False}
        asked: dict[str, Any] = {
            "created_at": clock.now(),
            "sent_at": clock.now(),
            "attempt": Task.attempt + 1,
            "active_key": f"{self.id if self.quiet else self.user_id}:{self.name}",
        }
        task = Task.move(self.id, State.PENDING, ended, comment=comment, **never, **afresh, **asked)
        if task:
            queue.send_after_commit(task.sending())
        return task is not None

    def dismiss(self) -> None:
        """Do not show any more how it ended, in any tab (the caller commits)."""
        if Task.write(sa.and_(Task.id == self.id, Task.complete.is_(True)), {"dismissed": True}):
            db.session.refresh(self)
            self.tell()

    def call_back(self) -> None:
        """Have its webhook called, if it has one, with how it ended (the caller commits)."""
        if not self.quiet and Webhook.of(self.id):
            Webhook.begin(self.id, self.follow_up("call_webhook"))

    def follow_up(self, name: str) -> str:
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
        return task.id

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
    def language(self) -> str | None:
        """The language in which it was asked for; None where nothing is known of that."""
        return (self.arguments or {}).get("language")

    @property
    def retryable(self) -> bool:
        """Whether another try may help."""
        return self.state in (State.FAILED, State.CANCELLED) and self.reason not in HOPELESS

    @property
    def reference(self) -> str:
        """What the user quotes and the operator looks up."""
        return self.id[:8]

    def is_late(self) -> bool:
        """Whether it waits longer than people should without being told."""
        asked_at = self.created_at
        return self.state is State.PENDING and asked_at is not None and clock.now() - asked_at > LATE_AFTER

    def place(self) -> int | None:
        """Which one it is of all that wait for a worker; None if it does not, or not yet."""
        return Task.places([self]).get(self.id)

    @classmethod
    def places(cls, tasks: Sequence[Task]) -> dict[str, int]:
        """Which ones they are of all that wait for a worker, by their ids; without those that do not."""
        sent = {task.id: task.sent_at for task in tasks if task.state is State.PENDING and task.sent_at}
        if not sent:
            return {}
        waiting = sa.and_(cls.complete.is_(False), cls.state == State.PENDING)
        before = [sa.select(sa.func.count()).where(waiting, cls.sent_at < at) for at in sent.values()]
        counts = db.session.execute(sa.select(*(count.scalar_subquery() for count in before))).one()
        return {task_id: 1 + count for task_id, count in zip(sent, counts, strict=True)}

    def news(self) -> dict[str, Any]:
        """What the browser is told of this task."""
        return {
            "task_id": self.id,
            "name": self.name,
            "description": self.description,
            "state": self.state.value,
            "progress": self.get_progress(),
            "bar": max(self.get_progress(), self.bar or 0),
            **self.measures(),
            "attempt": self.attempt,
            "words": self.words,
            "cancellable": self.state in ACTIVE and not self.committed,
            "retryable": self.retryable,
            "dismissed": self.dismissed,
            "asked_at": self.created_at.timestamp() if self.created_at else None,
        }
