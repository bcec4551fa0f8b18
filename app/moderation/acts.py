"""What administrators did: written once, and never changed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import structlog
from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.pages import Cursor, Page
from app.core.types import UtcDateTime, word_of
from app.extensions import db
from app.transactions import after_commit

if TYPE_CHECKING:
    from app.accounts.models import User


class Verb(StrEnum):
    """What was done."""

    DISMISS = "dismiss"
    REMOVE = "remove"
    SUSPEND = "suspend"
    UNSUSPEND = "unsuspend"
    PROMOTE = "promote"
    DEMOTE = "demote"
    CANCEL = "cancel"
    RETRY = "retry"


class Act(db.Model):
    """That an administrator did something, to whom, and why.

    Names are copied and nothing refers to other tables: it stays as it is when they change.
    """

    __table_args__ = (sa.Index(None, "timestamp", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    timestamp: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    # None: somebody at the server's command line.
    actor_id: Mapped[int | None]
    actor_name: Mapped[str | None] = mapped_column(sa.String(64))
    verb: Mapped[Verb] = mapped_column(word_of(Verb))
    user_id: Mapped[int]
    username: Mapped[str] = mapped_column(sa.String(64))
    post_id: Mapped[int | None]
    why: Mapped[str | None] = mapped_column(sa.Text)

    @classmethod
    def note(
        cls, verb: Verb, to: User, *, by: User | None, post_id: int | None = None, why: str | None = None
    ) -> None:
        """Write down what is being done; the application's log has it too (the caller commits)."""
        facts = {"actor_id": by and by.id, "actor_name": by and by.username, "verb": verb}
        facts |= {"user_id": to.id, "username": to.username, "post_id": post_id, "why": why}
        db.session.add(cls(**facts))
        after_commit(partial(_log, facts))

    @classmethod
    def page(cls, *, before: Cursor | None, size: int) -> Page[Act]:
        """What was done, the last first."""
        found = sa.select(cls).order_by(cls.timestamp.desc(), cls.id.desc()).limit(size + 1)
        if before:
            found = found.where(before.older(cls.timestamp, cls.id))
        return Page.cut(db.session.scalars(found).all(), size=size)


def _log(facts: dict[str, Any]) -> None:
    with structlog.contextvars.bound_contextvars(**facts):
        # Nothing that anybody typed is in the words themselves: a line stays a line.
        current_app.logger.info("moderation: %s user %s", facts["verb"], facts["user_id"])


@event.listens_for(Act, "before_update")
@event.listens_for(Act, "before_delete")
def _refuse(*_told: Any) -> None:
    raise TypeError("What was done stays written down.")
