"""Being named by others, and answered."""

from __future__ import annotations

from typing import Any

from app.posts.mentions import Mention


class Mentioned:
    """What a user can know of posts that are for them."""

    id: Any

    def unread_mention_count(self) -> int:
        """How many posts that mention the user they have not seen; counts no further than a thousand."""
        return Mention.unread_count(self.id)
