"""What came in, newest first, a page at a time."""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.core.pages import Cursor, Page
from app.extensions import db
from app.messages.models import Message


def received(reader: User, *, before: Cursor | None) -> Page[Message]:
    """What others wrote to the reader."""
    size = current_app.config["POSTS_PER_PAGE"]
    found = sa.select(Message).where(Message.recipient_id == reader.id).order_by(Message.id.desc())
    if before:
        found = found.where(Message.id < before.id)
    found = found.options(joinedload(Message.author, innerjoin=True)).limit(size + 1)
    return Page.cut(db.session.scalars(found).all(), size=size)
