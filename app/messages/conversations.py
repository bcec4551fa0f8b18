"""Conversations: with whom one has any, newest first, and what is in each; a page at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import InstrumentedAttribute

from app.accounts.models import User
from app.core.pages import Cursor, Page
from app.extensions import db
from app.messages.models import Message

Column = InstrumentedAttribute[int]


class Conversation(NamedTuple):
    """How it stands between two people, to one of them."""

    last: Message
    other: User
    # Whether something in it was not read.
    waits: bool

    @property
    def id(self) -> int:
        """The id of its last message, by which it has its place."""
        return self.last.id

    @property
    def timestamp(self) -> datetime:
        """When that was."""
        return self.last.timestamp


def of(reader: User, *, before: Cursor | None) -> Page[Conversation]:
    """With whom a user has exchanged messages, the newest first."""
    size = current_app.config["POSTS_PER_PAGE"]
    newest = last_with_each(reader)
    found = sa.select(newest).order_by(newest.c.id.desc()).limit(size + 1)
    if before:
        found = found.where(newest.c.id < before.id)
    last = found.subquery()
    unread = sa.exists().where(
        Message.recipient_id == reader.id, Message.read_at.is_(None), Message.sender_id == last.c.other_id
    )
    whole = sa.select(Message, User, unread.correlate(last)).join(last, Message.id == last.c.id)
    rows = db.session.execute(whole.join(User, User.id == last.c.other_id).order_by(Message.id.desc()))
    return Page.cut([Conversation(*row) for row in rows], size=size)


def last_with_each(reader: User) -> sa.Subquery:
    """The last message with each correspondent: `other_id`, `id`.

    An index leads from each correspondent to the next and to their last message, so a million messages with
    a thousand people cost what a thousand with them do.
    """
    received = _last_of_each(reader.id, own=Message.recipient_id, others=Message.sender_id)
    sent = _last_of_each(reader.id, own=Message.sender_id, others=Message.recipient_id)
    both = sa.union_all(received, sent).subquery()
    last = sa.select(both.c.other_id, sa.func.max(both.c.id).label("id")).group_by(both.c.other_id)
    return last.where(both.c.other_id != reader.id, both.c.other_id.not_in(User.closed_ids())).subquery()


def between(reader: User, other: User, *, before: Cursor | None) -> Page[Message]:
    """What two people wrote to one another, the newest first."""
    size = current_app.config["POSTS_PER_PAGE"]

    def newest(sender: User, recipient: User) -> sa.Select[int]:
        written = sa.select(Message.id).where(
            Message.sender_id == sender.id, Message.recipient_id == recipient.id
        )
        if before:
            written = written.where(Message.id < before.id)
        # In a table of its own, as SQLite takes no LIMIT in a part of a union.
        return sa.select(written.order_by(Message.id.desc()).limit(size + 1).subquery().c.id)

    both = sa.union_all(newest(other, reader), newest(reader, other)).subquery()
    found = sa.select(Message).join(both, Message.id == both.c.id).order_by(Message.id.desc()).limit(size + 1)
    return Page.cut(db.session.scalars(found).all(), size=size)


def _last_of_each(user_id: int, *, own: Column, others: Column) -> sa.Select[Any, int]:
    """The last message with each correspondent in one direction: `other_id`, `id`."""
    if db.engine.dialect.name in {"mysql", "mariadb"}:
        # It jumps from group to group by itself, and would not do so in the steps below.
        last = sa.func.max(Message.id)
        return sa.select(others.label("other_id"), last.label("id")).where(own == user_id).group_by(others)
    first = sa.select(sa.func.min(others)).where(own == user_id).scalar_subquery()
    steps = sa.select(first.label("other_id")).cte(recursive=True)
    following = sa.select(sa.func.min(others)).where(own == user_id, others > steps.c.other_id)
    steps = steps.union_all(sa.select(following.scalar_subquery()).where(steps.c.other_id.is_not(None)))
    last = sa.select(Message.id).where(own == user_id, others == steps.c.other_id)
    last = last.order_by(Message.id.desc()).limit(1).scalar_subquery()
    return sa.select(steps.c.other_id, last.label("id")).where(steps.c.other_id.is_not(None))
