"""Accounts that are being deleted: shut at once, and gone when all their rows are."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.types import UtcDateTime
from app.extensions import db


class Closable:
    """How an account ends."""

    id: Any
    if TYPE_CHECKING:
        username: Mapped[str]
        email: Mapped[str]
        pending_email: Mapped[str | None]
        password_hash: Mapped[str | None]
        about_me: Mapped[str | None]
        is_public: Mapped[bool]

    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)

    @classmethod
    def closed_ids(cls) -> sa.Select[int]:
        """The ids of accounts of which rows are still there that nobody is to see."""
        return sa.select(cls.id).where(cls.closed_at.is_not(None))

    @classmethod
    def there(cls) -> sa.Select[Any]:
        """All but those."""
        return sa.select(cls).where(cls.closed_at.is_(None))

    def close(self) -> None:
        """Shut the account: nobody finds it any more, and nothing in its row is about a person.

        The name and the address are free for somebody else (the caller commits).
        """
        # No form takes a name or an address like this one.
        self.username = self.email = f"~{self.id}"
        self.password_hash = self.about_me = self.pending_email = None
        self.is_public = False
        self.closed_at = clock.now()
        db.session.flush()
