"""Users."""

from __future__ import annotations

from datetime import datetime
from hashlib import md5, sha256

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column

from app.accounts.addressee import Addressee
from app.accounts.closable import Closable
from app.accounts.credentials import Credentials
from app.accounts.follower import Follower
from app.accounts.login_sessions import Login, LoginSession
from app.accounts.preferences import Preferences
from app.accounts.presence import Presence
from app.accounts.tokens import ApiToken, permit
from app.core import clock
from app.core.types import UtcDateTime, exact_string
from app.exports.exporter import Exporter
from app.extensions import db
from app.feeds.publisher import Publisher
from app.jobs.owner import TaskOwner
from app.messages.correspondent import Correspondent
from app.moderation.restrainer import Restrainer
from app.moderation.suspendable import Suspendable
from app.notifications.notifiable import Notifiable
from app.posts.author import Author
from app.posts.mentioned import Mentioned


def _folded(name: str, length: int) -> MappedColumn[str | None]:
    lower = sa.Computed(f"lower({name})", persisted=True)
    return mapped_column(exact_string(length), lower, unique=True)


class User(
    Addressee,
    Author,
    Closable,
    Correspondent,
    Credentials,
    Exporter,
    Follower,
    Mentioned,
    Notifiable,
    Preferences,
    Presence,
    Publisher,
    Restrainer,
    Suspendable,
    TaskOwner,
    UserMixin,
    db.Model,
):
    """A person with an account."""

    # An id is never given twice: a session of a deleted account must not open a new one.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(sa.String(64))
    email: Mapped[str] = mapped_column(sa.String(120))
    password_hash: Mapped[str | None] = mapped_column(sa.String(256))
    about_me: Mapped[str | None] = mapped_column(sa.Text)
    last_seen: Mapped[datetime | None] = mapped_column(UtcDateTime, default=clock.now)
    # The database folds the case, also of rows written by hand, so that Susan and susan are one person.
    username_key: Mapped[str | None] = _folded("username", 64)
    email_key: Mapped[str | None] = _folded("email", 120)

    @classmethod
    def named(cls, username: str) -> User | None:
        """The user of this name, whatever its case."""
        return db.session.scalar(cls.there().where(cls.username_key == sa.func.lower(username)))

    @classmethod
    def with_id(cls, user_id: int) -> User | None:
        """The user of this id, unless the account is being deleted."""
        return db.session.scalar(cls.there().where(cls.id == user_id))

    @classmethod
    def with_email(cls, email: str) -> User | None:
        """The user of this e-mail address, whatever its case."""
        return db.session.scalar(sa.select(cls).where(cls.email_key == sa.func.lower(email)))

    @classmethod
    def with_token(cls, token: str) -> User | None:
        """The user for whom a program may act that has this token, with what it may do in `permit`."""
        found = sa.select(cls, *ApiToken.told()).join(ApiToken)
        found = found.where(ApiToken.is_good(token), cls.suspended_at.is_(None))
        row = db.session.execute(found).one_or_none()
        if row is None:
            return None
        user, *told = row
        user.permit = permit(*told)
        return user

    @classmethod
    def with_session(cls, key: str) -> User | None:
        """The user whose browser has this key, with what is known of their session in `login`."""
        found = sa.select(cls, *LoginSession.told()).join(LoginSession)
        found = found.where(LoginSession.is_good(key), cls.suspended_at.is_(None))
        row = db.session.execute(found).one_or_none()
        if row is None:
            return None
        user, *told = row
        user.login = Login(key, *told)
        return user

    @property
    def avatar_key(self) -> str:
        """What the local avatar is drawn from; tells nothing about the e-mail address."""
        return sha256(self.username.lower().encode()).hexdigest()[:16]

    def avatar(self, size: int) -> str:
        """The address of the Gravatar identicon, `size` pixels wide (https://docs.gravatar.com/)."""
        digest = md5(self.email.lower().encode(), usedforsecurity=False).hexdigest()
        return f"https://www.gravatar.com/avatar/{digest}?d=identicon&s={size}"

    def __repr__(self) -> str:
        return f"<User {self.username}>"
