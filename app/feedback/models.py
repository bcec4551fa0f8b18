"""Reviews of the site."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.types import LONG_TEXT, UtcDateTime
from app.extensions import db

NAME_MOST_CHARACTERS = 64
COMMENTS_MOST_CHARACTERS = 2_000
RATINGS = (1, 2, 3, 4, 5)
LATEST = 10


class Review(db.Model):
    """What somebody thinks of the site. It refers to nobody: the name is what they typed."""

    __tablename__ = "reviews"
    __table_args__ = (
        sa.CheckConstraint("review BETWEEN 1 AND 5", name="rating"),
        # To be counted without being read; see tally.py.
        sa.Index(None, "review", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Rows that are written by hand get the database server's moment, whose zone should be UTC.
    created_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=clock.now, server_default=sa.func.current_timestamp()
    )
    name: Mapped[str] = mapped_column(sa.Text)
    # The rating.
    review: Mapped[int]
    comments: Mapped[str] = mapped_column(LONG_TEXT)

    @classmethod
    def latest(cls) -> Sequence[Review]:
        """The last few, the newest first."""
        return db.session.scalars(sa.select(cls).order_by(cls.id.desc()).limit(LATEST)).all()

    def __repr__(self) -> str:
        return f"<Review {self.id}>"
