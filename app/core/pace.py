"""How fast a user may go, by whatever way they come."""

from __future__ import annotations

from typing import NamedTuple

MINUTE_S = 60
HOUR_S = 3600


class Pace(NamedTuple):
    """How often in a minute a user may do something; pages and programs count together."""

    scope: str
    most: int

    @property
    def limit(self) -> str:
        """The limit, as Flask-Limiter writes it."""
        return f"{self.most} per minute"

    def key(self, user_id: int) -> str:
        """By what a user's doings are counted; a school behind one address has many users."""
        return f"user {user_id}"
