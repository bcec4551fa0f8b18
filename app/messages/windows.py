"""Conversations for programs, which go towards older messages, towards newer ones, and by number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.api.pages import Window
from app.extensions import db
from app.messages.conversations import last_with_each
from app.messages.models import Message


def conversations(reader: User, window: Window) -> dict[str, Any]:
    """With whom a user has exchanged messages, the newest first."""
    last = last_with_each(reader)
    rows = sa.select(Message).select_from(sa.join(last, Message, Message.id == last.c.id))
    whole = rows.options(joinedload(Message.author), joinedload(Message.recipient))
    page = window.tell(window.read(whole, last.c.id), window.count(rows, last.c.id))
    return page | {"items": _told(reader, page["items"])}


def between(reader: User, other: User, window: Window) -> dict[str, Any]:
    """What two people wrote to one another, the newest first."""
    ways = (_written(other, reader), _written(reader, other))
    # Each way alone, as an index has it in order; and in a table of its own, as SQLite takes no LIMIT in a
    # part of a union.
    near = [window.narrow(way, Message.id).limit(window.end).subquery() for way in ways]
    both = sa.union_all(*(sa.select(way.c.id) for way in near)).subquery()
    shown = sa.select(Message).select_from(sa.join(both, Message, Message.id == both.c.id))
    every = sa.union_all(*ways).subquery()
    return window.tell(window.read(shown, both.c.id), window.count(sa.select(every.c.id), every.c.id))


def _written(sender: User, recipient: User) -> sa.Select[int]:
    here = sa.and_(Message.sender_id == sender.id, Message.recipient_id == recipient.id)
    return sa.select(Message.id).where(here)


def _told(reader: User, last: Sequence[Message]) -> list[dict[str, Any]]:
    people = [message.author if message.sender_id != reader.id else message.recipient for message in last]
    waiting = sa.select(Message.sender_id).where(
        Message.recipient_id == reader.id,
        Message.read_at.is_(None),
        Message.sender_id.in_([person.id for person in people]),
    )
    unread = {*db.session.scalars(waiting.distinct())} if people else set()
    return [
        {"id": message.id, "user": person, "last_message": message, "unread": person.id in unread}
        for person, message in zip(people, last, strict=True)
    ]
