"""Tokens, with which programs act for a user."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.types import UtcDateTime
from app.extensions import db


class ApiToken(db.Model):
    """A token that a user gave to a program. Only its digest is kept: who reads the table gets in nowhere."""

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str | None] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @classmethod
    def issue(cls, user_id: int, *, name: str | None, keep: timedelta) -> tuple[str, datetime]:
        """A new token, which can be read only now, and when it expires (the caller commits)."""
        # So a user's tokens are no more than they asked for within `keep`.
        cls._delete(cls.user_id == user_id, cls.expires_at <= clock.now())
        token, expires_at = secrets.token_urlsafe(32), clock.now() + keep
        db.session.add(cls(user_id=user_id, digest=_digest(token), name=name, expires_at=expires_at))
        return token, expires_at

    @classmethod
    def is_good(cls, token: str) -> sa.ColumnElement[bool]:
        """The condition for the row of a token that has not expired."""
        return sa.and_(cls.digest == _digest(token), cls.expires_at > clock.now())

    @classmethod
    def revoke(cls, token: str) -> None:
        """End a token (the caller commits)."""
        cls._delete(cls.digest == _digest(token))

    @classmethod
    def revoke_all(cls, user_id: int) -> None:
        """End all tokens of a user (the caller commits)."""
        cls._delete(cls.user_id == user_id)

    @classmethod
    def _delete(cls, *conditions: sa.ColumnElement[bool]) -> None:
        db.session.execute(sa.delete(cls).where(*conditions))


def _digest(token: str) -> str:
    # A token is 256 random bits: unlike a password it needs no salt and no slow hash.
    return sha256(token.encode()).hexdigest()
