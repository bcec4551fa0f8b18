"""Private messages."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.types import LONG_TEXT, UtcDateTime
from app.extensions import db

if TYPE_CHECKING:
    from app.accounts.models import User


BODY_MOST_CHARACTERS = 2_000


class Message(db.Model):
    """What one user wrote to another."""

    __table_args__ = (
        # How many wait, in all and from one person.
        sa.Index(None, "recipient_id", "read_at", "sender_id"),
        # Conversations, and what is in each.
        sa.Index(None, "recipient_id", "sender_id", "id"),
        sa.Index(None, "sender_id", "recipient_id", "id"),
        # All that somebody sent or received, for their archive.
        sa.Index(None, "recipient_id", "id"),
        sa.Index(None, "sender_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sender_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"))
    recipient_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"))
    body: Mapped[str] = mapped_column(LONG_TEXT)
    timestamp: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    author: Mapped[User] = relationship(foreign_keys=[sender_id])
    recipient: Mapped[User] = relationship(foreign_keys=[recipient_id])

    def __repr__(self) -> str:
        return f"<Message {self.id}>"
