"""Writing to one another."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core import clock
from app.core.counts import counted
from app.extensions import db
from app.messages.models import Message
from app.notifications.models import Notification
from app.transactions import begin_writing, write_rows


class Correspondent:
    """What a user can do with private messages."""

    id: Any

    def unread_message_count(self) -> int:
        """How many messages wait to be read; counts no further than a thousand."""
        return db.session.scalar(sa.select(self.unread_messages())) or 0

    def unread_messages(self) -> sa.ScalarSelect[int]:
        """That number, for a query that asks for more."""
        return counted(sa.select(Message.recipient_id).where(self._unread()))

    def write_to(self, recipient: Correspondent, body: str) -> Message:
        """Send a message, and tell the recipient how many wait now (the caller commits)."""
        message = Message(sender_id=self.id, recipient_id=recipient.id, body=body)
        # In one order, or two who write to one another at once would wait for each other.
        _lock(self.id, recipient.id)
        with recipient._unread_changes():
            db.session.add(message)
        return message

    def read(self, sender: Correspondent, *, before_id: int | None = None) -> datetime:
        """Mark as read what somebody wrote, or what of it is older than a message; commits if that was news.

        Returns the moment that is noted in what had not been read.
        """
        seen_at = clock.now()
        unread = sa.and_(self._unread(), Message.sender_id == sender.id)
        if before_id is not None:
            unread = sa.and_(unread, Message.id < before_id)
        if db.session.scalar(sa.select(sa.exists().where(unread))):
            # What was read so far must not keep SQLite from writing.
            begin_writing()
            with self._unread_changes():
                write_rows(sa.update(Message).where(unread).values(read_at=seen_at))
            db.session.commit()
        return seen_at

    def _unread(self) -> sa.ColumnElement[bool]:
        return sa.and_(Message.recipient_id == self.id, Message.read_at.is_(None))

    @contextmanager
    def _unread_changes(self) -> Generator[None]:
        # One at a time: two that come at once would both be told of as the only one.
        _lock(self.id)
        yield
        Notification.tell(self.id, "unread_message_count", self.unread_message_count())


def _lock(*user_ids: int) -> None:
    user = db.metadata.tables["user"]
    here = sa.select(user.c.id).where(user.c.id.in_(user_ids)).order_by(user.c.id)
    db.session.execute(here.with_for_update(key_share=True))
