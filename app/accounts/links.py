"""Links in mails: each for one user and one purpose, and dead once it has served it."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

from flask import current_app

from app.accounts.models import User
from app.core.signing import sign, unsign
from app.extensions import db


class Link(NamedTuple):
    """A kind of link: what it is for, how long it is good, and what of a user makes it dead by changing."""

    purpose: str
    good_for_s: int
    state: Callable[[User], tuple[str | None, ...]]

    def token_for(self, user: User) -> str:
        """A token for the link."""
        value = [user.id, self.fingerprint(user)]
        return sign(value, purpose=self.purpose, key=current_app.config["SECRET_KEY"])

    def user_of(self, token: str, *, lock: bool = False) -> User | None:
        """Whose the token is, or None where it is not good, or not any more.

        With `lock` the answer stays true until the transaction ends: of two who use a link at once, one may.
        """
        key = current_app.config["SECRET_KEY"]
        value = unsign(token, purpose=self.purpose, key=key, max_age_s=self.good_for_s)
        if not isinstance(value, list):
            return None
        user_id, fingerprint = value
        user = db.session.get(User, user_id, with_for_update=lock or None)
        return user if user and self.fingerprint(user) == fingerprint else None

    def fingerprint(self, user: User) -> str:
        """What the state becomes in the token, which others may read."""
        return sha256("\n".join(part or "" for part in self.state(user)).encode()).hexdigest()[:16]
