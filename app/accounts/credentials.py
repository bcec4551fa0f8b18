"""Passwords: hashed with Argon2id, checked in equal time whether or not the account exists."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from werkzeug.security import check_password_hash

from app.accounts.login_sessions import LoginSession
from app.accounts.tokens import ApiToken

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

# OWASP's Password Storage Cheat Sheet: 19 MiB of memory, two passes, one lane.
hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class Credentials:
    """What proves that a user is who they say."""

    id: Any
    if TYPE_CHECKING:
        password_hash: Mapped[str | None]

    def set_password(self, password: str, *, keep_sessions: bool = False) -> None:
        """Replace the password. Forms check what a password must be; this does not.

        Tokens end with the old one, and sessions unless they are to be kept: somebody else who knew it may
        have begun them.
        """
        self.password_hash = hasher.hash(password)
        if self.id is not None:
            ApiToken.revoke_all(self.id)
            if not keep_sessions:
                LoginSession.revoke(self.id)

    def check_password(self, password: str) -> bool:
        """Whether this is the password; an old kind of hash is replaced on the way (the caller commits)."""
        if not matches(self.password_hash, password) or not self.password_hash:
            return False
        if not self.password_hash.startswith("$argon2") or hasher.check_needs_rehash(self.password_hash):
            self.password_hash = hasher.hash(password)
        return True


def matches(password_hash: str | None, password: str) -> bool:
    """Whether a hash, ours or werkzeug's, is that of the password. No hash takes as long as a wrong one."""
    if password_hash and not password_hash.startswith("$argon2"):
        return _matches_werkzeug(password_hash, password)
    try:
        return hasher.verify(password_hash or _nobodys_hash(), password) and bool(password_hash)
    except (Argon2Error, InvalidHashError):
        return False


def _matches_werkzeug(password_hash: str, password: str) -> bool:
    try:
        return check_password_hash(password_hash, password)
    except ValueError:
        return False


@cache
def _nobodys_hash() -> str:
    return hasher.hash("nobody's password")
