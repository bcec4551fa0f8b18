"""Where a user gets mail, and where they want to get it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.types import UtcDateTime

PENDING_FOR = timedelta(hours=1)


class Addressee:
    """What a user can do about their e-mail address."""

    if TYPE_CHECKING:
        email: Mapped[str]

    # The address that is to take the place of `email`, and when that was asked for.
    pending_email: Mapped[str | None] = mapped_column(sa.String(120))
    pending_email_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def ask_for_email(self, address: str) -> None:
        """Want another address; it counts when a link that was sent there is opened (the caller commits)."""
        self.pending_email, self.pending_email_at = address, clock.now()

    def awaited_email(self) -> str | None:
        """The address that is still to be confirmed; None if there is none, or it took too long."""
        asked_at = self.pending_email_at
        return self.pending_email if asked_at and clock.now() - asked_at < PENDING_FOR else None

    def forget_pending_email(self) -> None:
        """Want no other address any more: the link is dead (the caller commits)."""
        self.pending_email = self.pending_email_at = None
