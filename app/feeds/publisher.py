"""Letting everybody read what one writes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db


class Publisher:
    """What a user can open to people who are not logged in."""

    if TYPE_CHECKING:
        username_key: Any
        closed_at: Mapped[datetime | None]
        suspended_at: Mapped[datetime | None]

    is_public: Mapped[bool] = mapped_column(server_default="0", default=False)

    @hybrid_property
    def is_open(self) -> bool:
        """Whether strangers may read somebody; on the class, the condition for whom they may."""
        return self.is_public and self.closed_at is None and self.suspended_at is None

    @is_open.inplace.expression
    @classmethod
    def _are_open(cls) -> sa.ColumnElement[bool]:
        return sa.and_(cls.is_public, cls.closed_at.is_(None), cls.suspended_at.is_(None))

    @classmethod
    def open_named(cls, username: str) -> Self | None:
        """The person of this name, whatever its case, if strangers may read them."""
        here = sa.and_(cls.username_key == sa.func.lower(username), cls.is_open)
        return db.session.scalar(sa.select(cls).where(here))
