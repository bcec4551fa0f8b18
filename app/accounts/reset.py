"""Links that reset a password: for one hour, and dead once the password or the e-mail address has changed."""

from __future__ import annotations

from app.accounts.links import Link
from app.accounts.models import User

GOOD_FOR_S = 3600


def _state(user: User) -> tuple[str | None, ...]:
    # A new password has a new salt, so the hash changes even if the password is the same. Whoever has
    # lost a mailbox must not find a key to the account in it.
    return user.password_hash, user.email


LINK = Link("reset-password", GOOD_FOR_S, _state)
token_for, user_of = LINK.token_for, LINK.user_of
