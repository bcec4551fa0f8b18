"""Writing to one another."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.extensions import db
from app.messages.models import Message


class Correspondent:
    """What a user can do with private messages."""

    id: Any

    def unread_message_count(self) -> int:
        """How many messages wait to be read."""
        unread = sa.and_(Message.recipient_id == self.id, Message.read_at.is_(None))
        return db.session.scalar(sa.select(sa.func.count()).where(unread)) or 0
