"""Making an account for a program; the answer tells nobody who has one."""

from __future__ import annotations

from uuid import uuid4

from flask import g
from flask_limiter import RateLimitExceeded
from sqlalchemy.exc import IntegrityError

from app.accounts import mail
from app.accounts.models import User
from app.extensions import db, limiter


class NameTaken(Exception):
    """Somebody has this name."""


def open_account(*, username: str, email: str, password: str) -> int:
    """Make an account, and tell its id. Commits. Raises NameTaken.

    Where the address has an account, the new one is taken back at once, and the address's owner hears of it:
    neither the answer nor the time it takes tells which it was.
    """
    user, owner = User(username=username, email=email), User.with_email(email)
    user.set_password(password)
    if owner:
        # No form takes an address like this one, so nobody has it.
        user.email = f"~{uuid4()}"
    user_id = _write(user, keep=owner is None)
    if owner and _may_mail(email):
        mail.tell_already_registered(owner)
    return user_id


def _write(user: User, *, keep: bool) -> int:
    db.session.add(user)
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise NameTaken from error
    user_id = user.id
    if not keep:
        db.session.delete(user)
    db.session.commit()
    return user_id


def _asked_email() -> str:
    return g.asked_email


MAILS_TO_AN_ADDRESS = limiter.limit("5 per hour", key_func=_asked_email)


def _may_mail(email: str) -> bool:
    g.asked_email = email.lower()
    try:
        with MAILS_TO_AN_ADDRESS:
            return True
    except RateLimitExceeded:
        return False
