"""Webhooks: who is called when a task has ended, and what became of that."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.types import UtcDateTime, word_of
from app.extensions import db
from app.transactions import changes_a_row, write_rows

URL_MOST_CHARACTERS = 2000
SECRET_BYTES = 32
SECRET_BEGINS = "whsec_"  # noqa: S105 (how each begins)


class Standing(StrEnum):
    """What became of the call; before the task has ended it is pending too."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class Fault(StrEnum):
    """Why a call had no answer."""

    UNREACHABLE = "unreachable"
    TOO_SLOW = "too-slow"
    NOT_ALLOWED = "not-allowed"


class Webhook(db.Model):
    """The address that is called when a task has ended; one for a task."""

    __table_args__ = (sa.Index(None, "state", "call_id"),)

    task_id: Mapped[str] = mapped_column(
        sa.String(36), sa.ForeignKey("task.id", ondelete="CASCADE"), primary_key=True
    )
    url: Mapped[str] = mapped_column(sa.String(URL_MOST_CHARACTERS))
    # As it is: unlike a password or a token it is not compared but signed with.
    secret: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The quiet task that calls, once there is one; another that still runs may write nothing here.
    call_id: Mapped[str | None] = mapped_column(sa.String(36), unique=True)
    state: Mapped[Standing] = mapped_column(
        word_of(Standing), default=Standing.PENDING, server_default=Standing.PENDING.value
    )
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # How the last attempt ended: the status of the answer, or why there was none.
    status: Mapped[int | None] = mapped_column(default=None)
    fault: Mapped[Fault | None] = mapped_column(word_of(Fault), default=None)

    @classmethod
    def of(cls, task_id: str) -> Webhook | None:
        """The webhook of a task, as it stands in the database."""
        return db.session.get(cls, task_id, populate_existing=True)

    @classmethod
    def put(cls, task_id: str, url: str) -> Webhook:
        """A new webhook of a task, in the place of the one that it had (the caller commits)."""
        cls.end(task_id)
        hook = cls(task_id=task_id, url=url, secret=_new_secret(), created_at=clock.now())
        db.session.add(hook)
        db.session.flush()
        return hook

    @classmethod
    def end(cls, task_id: str) -> None:
        """Forget the webhook of a task, if it has one (the caller commits)."""
        if hook := cls.of(task_id):
            db.session.delete(hook)
            db.session.flush()

    @classmethod
    def end_all(cls, task_ids: sa.Select[str]) -> None:
        """Forget the webhooks of some tasks (the caller commits)."""
        write_rows(sa.delete(cls).where(cls.task_id.in_(task_ids)))

    @classmethod
    def note(cls, call_id: str, *conditions: sa.ColumnElement[bool], **values: Any) -> bool:
        """Write what became of a call; whether that is still the one that counts (the caller commits)."""
        return changes_a_row(sa.update(cls).where(cls.call_id == call_id, *conditions).values(values))

    @classmethod
    def waiting_calls(cls) -> Sequence[str]:
        """The ids of the calls of which it is not known what became of them."""
        waiting = sa.and_(cls.state == Standing.PENDING, cls.call_id.is_not(None))
        return [call_id for call_id in db.session.scalars(sa.select(cls.call_id).where(waiting)) if call_id]

    @classmethod
    def begin(cls, task_id: str, call_id: str) -> None:
        """Have it called by another task, whatever became of an earlier call (the caller commits)."""
        afresh: dict[str, Any] = dict.fromkeys(("tried_at", "status", "fault"))
        afresh |= {"call_id": call_id, "state": Standing.PENDING, "attempts": 0}
        write_rows(sa.update(cls).where(cls.task_id == task_id).values(afresh))


def _new_secret() -> str:
    return SECRET_BEGINS + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
