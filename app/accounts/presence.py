"""When somebody was last here."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Mapped

SEEN_EVERY = timedelta(minutes=1)


class Presence:
    """What is known of a user's visits."""

    if TYPE_CHECKING:
        last_seen: Mapped[datetime | None]

    def seen_lately(self, now: datetime) -> bool:
        """Whether `last_seen` is fresh enough: a write at every page would cost more than the page."""
        return self.last_seen is not None and now - self.last_seen < SEEN_EVERY
