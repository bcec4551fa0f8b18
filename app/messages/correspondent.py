"""Writing to one another."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.extensions import db
from app.messages.models import Message

# Nobody wants to know how many more wait, and every page counts them.
COUNTED = 1_000


class Correspondent:
    """What a user can do with private messages."""

    id: Any

    def unread_message_count(self) -> int:
        """How many messages wait to be read; counts no further than COUNTED."""
        unread = sa.and_(Message.recipient_id == self.id, Message.read_at.is_(None))
        found = sa.select(Message.recipient_id).where(unread).limit(COUNTED).subquery()
        return db.session.scalar(sa.select(sa.func.count()).select_from(found)) or 0
