"""Accounts that are suspended, and those of administrators."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.types import UtcDateTime
from app.extensions import db


class Suspendable:
    """Whether an account may be used, and whether for more than one's own things."""

    id: Any

    # The default of the database is for rows that are written by hand.
    is_admin: Mapped[bool] = mapped_column(default=False, server_default="0")
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    suspension_reason: Mapped[str | None] = mapped_column(sa.Text)

    @classmethod
    def count_admins(cls) -> int:
        """How many administrators there are."""
        return db.session.scalar(sa.select(sa.func.count()).where(cls.is_admin.is_(True))) or 0

    def suspend(self, reason: str) -> None:
        """Shut the account until it is unsuspended (the caller ends what goes on in it, and commits)."""
        self.suspended_at, self.suspension_reason = clock.now(), reason

    def unsuspend(self) -> None:
        """Open the account again (the caller commits)."""
        self.suspended_at = self.suspension_reason = None
