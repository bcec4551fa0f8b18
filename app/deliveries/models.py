"""Deliveries."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from app.core.types import UtcDateTime, word_of
from app.extensions import db
from app.transactions import changes_a_row


class Stage(StrEnum):
    """What is known of a mail."""

    PENDING = "pending"
    # All of it is with the server, which has not said yet that it took it.
    SENDING = "sending"
    SENT = "sent"


class Delivery(db.Model):
    """One mail to one user, under a key that says what it is about."""

    key: Mapped[str] = mapped_column(sa.String(128), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    stage: Mapped[Stage] = mapped_column(
        word_of(Stage),
        default=Stage.PENDING,
        server_default=Stage.PENDING.value,
    )
    # How often a server fell silent when it had all of the mail.
    doubts: Mapped[int] = mapped_column(default=0, server_default="0")
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @classmethod
    def open(cls, key: str, *, user_id: int) -> Delivery:
        """The delivery of this key, begun if there is none (the caller commits)."""
        delivery = db.session.get(cls, key)
        if delivery is None:
            delivery = cls(key=key, user_id=user_id, stage=Stage.PENDING, doubts=0)
            db.session.add(delivery)
        return delivery

    @classmethod
    def note(cls, key: str, stage: Stage, *conditions: sa.ColumnElement[bool], **values: Any) -> bool:
        """Write what is known now, if the conditions hold; whether they did (the caller commits)."""
        known = sa.update(cls).where(cls.key == key, *conditions).values(stage=stage, **values)
        return changes_a_row(known)

    @property
    def message_id(self) -> str:
        """The same for every try, so that whoever gets it twice sees that it is one (RFC 5322, 3.6.4)."""
        host = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
        return f"<{sha256(self.key.encode()).hexdigest()[:32]}@{host}>"
