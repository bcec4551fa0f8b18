"""Links that reset a password: for one user, for one hour, and dead once the password has changed."""

from __future__ import annotations

from hashlib import sha256

from flask import current_app

from app.accounts.models import User
from app.core.signing import sign, unsign
from app.extensions import db

GOOD_FOR_S = 3600
PURPOSE = "reset-password"


def token_for(user: User) -> str:
    """A token for the link."""
    return sign([user.id, _fingerprint(user)], purpose=PURPOSE, key=current_app.config["SECRET_KEY"])


def user_of(token: str, *, lock: bool = False) -> User | None:
    """Whose password the token may reset, or None where it is not good, or not any more.

    With `lock` the answer stays true until the transaction ends: of two who use a link at once, one may.
    """
    value = unsign(token, purpose=PURPOSE, key=current_app.config["SECRET_KEY"], max_age_s=GOOD_FOR_S)
    if not isinstance(value, list):
        return None
    user_id, fingerprint = value
    user = db.session.get(User, user_id, with_for_update=lock or None)
    return user if user and _fingerprint(user) == fingerprint else None


def _fingerprint(user: User) -> str:
    # A new password has a new salt, so the hash changes even if the password is the same.
    return sha256((user.password_hash or "").encode()).hexdigest()[:16]
