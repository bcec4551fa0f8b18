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
    ids = sa.select(last.c.id)
    page = window.tell(_messages(window.read(ids, last.c.id)), window.count(ids, last.c.id))
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


def _messages(ids: Sequence[int]) -> list[Message]:
    """Messages in the order of their ids here; asked for by themselves, as few of them are on a page."""
    people = (joinedload(Message.author, innerjoin=True), joinedload(Message.recipient, innerjoin=True))
    found = db.session.scalars(sa.select(Message).where(Message.id.in_(ids)).options(*people))
    messages = {message.id: message for message in found}
    return [messages[id_] for id_ in ids if id_ in messages]


def _told(reader: User, last: Sequence[Message]) -> list[dict[str, Any]]:
    people = [message.author if message.sender_id != reader.id else message.recipient for message in last]
    waiting = sa.exists().where(
        Message.recipient_id == reader.id, Message.read_at.is_(None), Message.sender_id == User.id
    )
    ids = sa.select(User.id).where(User.id.in_([person.id for person in people]), waiting)
    unread = {*db.session.scalars(ids)}
    return [
        {"id": message.id, "user": person, "last_message": message, "unread": person.id in unread}
        for person, message in zip(people, last, strict=True)
    ]
