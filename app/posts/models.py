"""Posts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.types import UtcDateTime
from app.extensions import db

if TYPE_CHECKING:
    from app.accounts.models import User

BODY_MOST_CHARACTERS = 500


class Post(db.Model):
    """Something that a user wrote for others to read."""

    __table_args__ = (sa.Index(None, "timestamp", "id"), sa.Index(None, "user_id", "timestamp", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(sa.Text)
    timestamp: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"))
    language: Mapped[str | None] = mapped_column(sa.String(5))

    author: Mapped[User] = relationship(back_populates="posts")

    def __repr__(self) -> str:
        return f"<Post {self.id}>"


NEWEST_FIRST = (Post.timestamp.desc(), Post.id.desc())
