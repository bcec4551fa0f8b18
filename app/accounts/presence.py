"""When somebody was last here."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Mapped

    from app.accounts.login_sessions import Login
    from app.accounts.tokens import Permit

SEEN_EVERY = timedelta(minutes=1)


class Presence:
    """What is known of a user's visits."""

    if TYPE_CHECKING:
        last_seen: Mapped[datetime | None]
        # Where a request found them logged in, or logged them in; nothing else asks for it.
        login: Login
        # Where a program showed a token of theirs.
        permit: Permit

    def session_key(self) -> str:
        """What the cookies of this visit carry; Flask-Login asks for it in the place of an id."""
        return self.login.key

    def seen_lately(self, now: datetime) -> bool:
        """Whether that was noted lately, of the user and of their session.

        A write at every page would cost more than the page.
        """
        return self.last_seen is not None and now - min(self.last_seen, self.login.last_used_at) < SEEN_EVERY
