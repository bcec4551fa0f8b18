"""Tokens, with which programs act for a user."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.types import UtcDateTime
from app.extensions import db
from app.notifications import channel
from app.transactions import write_rows

MOST_TOKENS = 50
NAME_MOST_CHARACTERS = 64
NOTED_EVERY = timedelta(minutes=1)


class Scope(StrEnum):
    """What a token may be for."""

    READ = "read"
    WRITE = "write"
    MESSAGES = "messages"
    EXPORTS = "exports"
    ACCOUNT = "account"


class Permit(NamedTuple):
    """A token as a request showed it: what it allows, and when it was last used."""

    token_id: int
    scopes: frozenset[Scope]
    last_used_at: datetime | None
    expires_at: datetime

    def is_noted(self, now: datetime) -> bool:
        """Whether its use was noted lately: a write at every request would cost more than the request."""
        return self.last_used_at is not None and now - self.last_used_at < NOTED_EVERY


class ApiToken(db.Model):
    """A token that a user gave to a program. Only its digest is kept: who reads the table gets in nowhere."""

    # An id is never given twice: a button on a page that is old must not end another token.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str | None] = mapped_column(sa.String(NAME_MOST_CHARACTERS))
    # With spaces between them; a token that names none is for everything, also for what comes one day.
    scopes: Mapped[str | None] = mapped_column(sa.String(120))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @classmethod
    def issue(
        cls, user_id: int, *, name: str | None, keep: timedelta, scopes: Iterable[Scope] | None = None
    ) -> tuple[str, ApiToken]:
        """A new token, which can be read only now, and what is kept of it (the caller commits)."""
        token, now = secrets.token_urlsafe(32), clock.now()
        words = None if scopes is None or set(scopes) == {*Scope} else " ".join(sorted(scopes))
        kept = cls(user_id=user_id, digest=_digest(token), name=name, scopes=words, created_at=now)
        kept.expires_at = now + keep
        cls._make_room(user_id, now)
        db.session.add(kept)
        return token, kept

    @classmethod
    def _make_room(cls, user_id: int, now: datetime) -> None:
        """A program that asks for a token each time fills no table, and ends none that another uses."""
        write_rows(sa.delete(cls).where(cls.user_id == user_id, cls.expires_at <= now))
        newest = sa.func.coalesce(cls.last_used_at, cls.created_at).desc(), cls.id.desc()
        unused = sa.select(cls.id).where(cls.user_id == user_id).order_by(*newest).offset(MOST_TOKENS - 1)
        # MariaDB takes no LIMIT within IN, and SQLite no OFFSET without a LIMIT.
        ids = db.session.scalars(unused.limit(MOST_TOKENS)).all()
        cls.revoke_all(user_id, cls.id.in_(ids))

    @classmethod
    def is_good(cls, token: str) -> sa.ColumnElement[bool]:
        """The condition for the row of a token that has not expired."""
        return sa.and_(cls.digest == _digest(token), cls.expires_at > clock.now())

    @classmethod
    def told(cls) -> tuple[sa.ColumnElement[Any], ...]:
        """The columns that `permit` takes."""
        return tuple(getattr(cls, name) for name in ("id", "scopes", "last_used_at", "expires_at"))

    @classmethod
    def of(cls, user_id: int) -> Sequence[ApiToken]:
        """A user's tokens that are good, the newest first."""
        own = sa.select(cls).where(cls.user_id == user_id, cls.expires_at > clock.now())
        return db.session.scalars(own.order_by(cls.id.desc())).all()

    @classmethod
    def note_use(cls, token_id: int, now: datetime) -> None:
        """Write when a token was last used (the caller commits)."""
        write_rows(sa.update(cls).where(cls.id == token_id).values(last_used_at=now))

    @classmethod
    def revoke(cls, token: str) -> None:
        """End a token (the caller commits)."""
        for user_id in db.session.scalars(sa.select(cls.user_id).where(cls.digest == _digest(token))).all():
            cls.revoke_all(user_id, cls.digest == _digest(token))

    @classmethod
    def revoke_all(cls, user_id: int, *conditions: sa.ColumnElement[bool]) -> int:
        """End tokens of a user, all unless there are conditions, and tell how many (the caller commits)."""
        ended = write_rows(sa.delete(cls).where(cls.user_id == user_id, *conditions))
        if ended:
            channel.begin_anew(user_id)
        return ended

    def allows(self) -> Sequence[Scope]:
        """What the token is for, in the order of the words."""
        return [scope for scope in Scope if scope in scopes_of(self.scopes)]


def permit(token_id: int, words: str | None, last_used_at: datetime | None, expires_at: datetime) -> Permit:
    """What the columns of `ApiToken.told` say of a token."""
    return Permit(token_id, scopes_of(words), last_used_at, expires_at)


def scopes_of(words: str | None) -> frozenset[Scope]:
    """The scopes that a row names; all if it names none."""
    return frozenset(Scope if words is None else (scope for scope in Scope if scope in words.split()))


def _digest(token: str) -> str:
    # A token is 256 random bits: unlike a password it needs no salt and no slow hash.
    return sha256(token.encode()).hexdigest()
