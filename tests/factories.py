"""People and what they make, saved and ready."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import factory
from factory.alchemy import SQLAlchemyModelFactory

from app import db
from app.models import ApiToken, LoginSession, Message, Post, Task, User

PASSWORD = "correct horse battery"
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


class Saved(SQLAlchemyModelFactory):
    """A factory that commits what it makes."""

    class Meta:
        abstract = True
        sqlalchemy_session = db.session
        sqlalchemy_session_persistence = "commit"


class UserFactory(Saved):
    """A user whose password is PASSWORD."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.com")

    @classmethod
    def _create(cls, model_class, *args, password=PASSWORD, **fields):
        user = model_class(*args, **fields)
        user.set_password(password)
        db.session.add(user)
        db.session.commit()
        return user


class PostFactory(Saved):
    """A post, a minute after the one before it."""

    class Meta:
        model = Post

    body = factory.Sequence(lambda n: f"post number {n}")
    timestamp = factory.Sequence(lambda n: BEGINNING + timedelta(minutes=n))
    author = factory.SubFactory(UserFactory)


class TaskFactory(Saved):
    """A task that waits."""

    class Meta:
        model = Task

    name = "export_posts"
    description = "Exporting posts..."
    user = factory.SubFactory(UserFactory)


class MessageFactory(Saved):
    """A message, a minute after the one before it."""

    class Meta:
        model = Message

    body = factory.Sequence(lambda n: f"message number {n}")
    timestamp = factory.Sequence(lambda n: BEGINNING + timedelta(minutes=n))


user = UserFactory.create
post = PostFactory.create
message = MessageFactory.create
task = TaskFactory.create


def token_of(user, *, name=None, keep=timedelta(days=1), scopes=None):
    """A new token with which a program acts for a user."""
    token, _kept = ApiToken.issue(user.id, name=name, keep=keep, scopes=scopes)
    db.session.commit()
    return token


def login_of(user, *, device=None, remembered=False):
    """A new session of a user: the key that its cookies carry, and what is known of it."""
    login = LoginSession.begin(user.id, device=device, remembered=remembered)
    db.session.commit()
    return login
