"""Being named by others, and answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.posts.mentions import Mention


class Mentioned:
    """What a user can know of posts that are for them."""

    id: Any

    def unread_mention_count(self) -> int:
        """How many posts that mention the user they have not seen; counts no further than a thousand."""
        return Mention.unread_count(self.id)

    def unread_mentions(self) -> sa.ScalarSelect[int]:
        """That number, for a query that asks for more."""
        return Mention.unread(self.id)

    def see_mentions(self, now: datetime) -> None:
        """Note that the user has seen all of them, and tell their pages (the caller commits)."""
        Mention.see(self.id, now)
