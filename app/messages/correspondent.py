"""Writing to one another."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.accounts.locks import lock_people
from app.core import clock
from app.core.counts import counted
from app.extensions import db
from app.messages.models import Message
from app.notifications.models import Notification
from app.transactions import begin_writing, write_rows


class Correspondent:
    """What a user can do with private messages."""

    id: Any
    if TYPE_CHECKING:
        closed_ids: Any

    def unread_message_count(self) -> int:
        """How many messages wait to be read; counts no further than a thousand."""
        return db.session.scalar(sa.select(self.unread_messages())) or 0

    def unread_messages(self) -> sa.ScalarSelect[int]:
        """That number, for a query that asks for more."""
        # What somebody wrote whose account is being deleted is on no page, where it could be read.
        seen = Message.sender_id.not_in(self.closed_ids())
        return counted(sa.select(Message.recipient_id).where(self._unread(), seen))

    def write_to(self, recipient: Correspondent, body: str) -> Message:
        """Send a message, and tell the recipient how many wait now (the caller commits)."""
        message = Message(sender_id=self.id, recipient_id=recipient.id, body=body)
        # Or two messages that come at once would both be told of as the only one.
        lock_people((self.id, recipient.id))
        db.session.add(message)
        recipient._tell_unread()
        return message

    def read(self, sender: Correspondent, *, before_id: int | None = None, hurried: bool = False) -> datetime:
        """Mark as read what somebody wrote, or what of it is older than a message; commits if that was news.

        Returns the moment that is noted in what had not been read. With `hurried` it does not wait long.
        """
        seen_at = clock.now()
        unread = sa.and_(self._unread(), Message.sender_id == sender.id)
        if before_id is not None:
            unread = sa.and_(unread, Message.id < before_id)
        if db.session.scalar(sa.select(sa.exists().where(unread))):
            # What was read so far must not keep SQLite from writing.
            begin_writing(hurried=hurried)
            lock_people([self.id])
            write_rows(sa.update(Message).where(unread).values(read_at=seen_at))
            self._tell_unread()
            db.session.commit()
        return seen_at

    def _unread(self) -> sa.ColumnElement[bool]:
        return sa.and_(Message.recipient_id == self.id, Message.read_at.is_(None))

    def _tell_unread(self) -> None:
        Notification.tell(self.id, "unread_message_count", self.unread_message_count())
