"""Sessions: where a user is logged in, as the server knows it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.types import UtcDateTime
from app.extensions import db
from app.notifications import channel
from app.transactions import write_rows

# As many as people look at; "log out everywhere else" ends those beyond them too.
MOST_LISTED = 100


class Login(NamedTuple):
    """A session as one request found or began it: the key that its cookies carry, and what is known of it."""

    key: str
    session_id: int
    created_at: datetime
    last_used_at: datetime
    authenticated_at: datetime
    remembered: bool

    def is_fresh(self) -> bool:
        """Whether the password was entered so lately that it need not be asked for again."""
        fresh_for = timedelta(minutes=current_app.config["FRESH_LOGIN_MINUTES"])
        return clock.now() - self.authenticated_at < fresh_for


class LoginSession(db.Model):
    """A browser in which a user is logged in.

    Only its key's digest is kept: who reads the table gets in nowhere.
    """

    # An id is never given twice: a button on a page that is old must not end another session.
    __table_args__ = (sa.Index(None, "last_used_at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    key_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # When the password was last entered.
    authenticated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    device: Mapped[str | None] = mapped_column(sa.String(64))
    remembered: Mapped[bool]

    @classmethod
    def begin(
        cls, user_id: int, *, device: str | None, remembered: bool, created_at: datetime | None = None
    ) -> Login:
        """A new session of a user who has just shown their password (the caller commits).

        One that takes the place of another is as old as that.
        """
        # In front, whose it is: that much is known of a request before the database is asked.
        key, now = f"{user_id}.{secrets.token_urlsafe(32)}", clock.now()
        moments = {"created_at": created_at or now, "last_used_at": now, "authenticated_at": now}
        kept = cls(user_id=user_id, key_hash=key_hash(key), device=device, remembered=remembered, **moments)
        db.session.add(kept)
        db.session.flush()
        cls._leave_the_newest(user_id)
        return Login(key, kept.id, remembered=remembered, **moments)

    @classmethod
    def _leave_the_newest(cls, user_id: int) -> None:
        """A program that logs in for each of its requests fills no table."""
        own = sa.select(cls.id).where(cls.user_id == user_id).order_by(cls.id.desc())
        if oldest := db.session.scalar(own.limit(1).offset(MOST_LISTED - 1)):
            write_rows(sa.delete(cls).where(cls.user_id == user_id, cls.id < oldest))

    @classmethod
    def told(cls) -> tuple[sa.ColumnElement[Any], ...]:
        """The columns of a `Login`, after its key."""
        return tuple(getattr(cls, name) for name in ("id", *Login._fields[2:]))

    @classmethod
    def is_good(cls, key: str) -> sa.ColumnElement[bool]:
        """The condition for the row of a key whose session has not run out."""
        return sa.and_(cls.key_hash == key_hash(key), cls._goes_on())

    @classmethod
    def of(cls, user_id: int) -> Sequence[LoginSession]:
        """Where a user is logged in, the last used first."""
        own = sa.select(cls).where(cls.user_id == user_id, cls._goes_on())
        newest = own.order_by(cls.last_used_at.desc(), cls.id.desc()).limit(MOST_LISTED)
        return db.session.scalars(newest).all()

    @classmethod
    def note_use(cls, session_id: int, now: datetime) -> None:
        """Write when a session was last used (the caller commits)."""
        db.session.execute(sa.update(cls).where(cls.id == session_id).values(last_used_at=now))

    @classmethod
    def revoke(cls, user_id: int, *conditions: sa.ColumnElement[bool]) -> int:
        """End sessions of a user, all unless there are conditions, and tell how many (the caller commits).

        Every session that ends before its time ends here.
        """
        ended = write_rows(sa.delete(cls).where(cls.user_id == user_id, *conditions))
        if ended:
            channel.begin_anew(user_id)
            current_app.logger.info("user %s: sessions ended: %s", user_id, ended)
        return ended

    @classmethod
    def forget_unused(cls) -> None:
        """Delete the rows of sessions that have run out. Commits.

        One that is too old is used no more, so in time it is here too.
        """
        write_rows(sa.delete(cls).where(cls.last_used_at <= clock.now() - _idle()))
        db.session.commit()

    @classmethod
    def _goes_on(cls) -> sa.ColumnElement[bool]:
        now, most = clock.now(), timedelta(days=current_app.config["SESSION_MOST_DAYS"])
        return sa.and_(cls.last_used_at > now - _idle(), cls.created_at > now - most)


def key_hash(key: str) -> str:
    """What is kept of a key."""
    # A key is 256 random bits: unlike a password it needs no salt and no slow hash.
    return sha256(key.encode()).hexdigest()


def _idle() -> timedelta:
    return timedelta(days=current_app.config["SESSION_IDLE_DAYS"])
