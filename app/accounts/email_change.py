"""Links that change an e-mail address, dead once it, the password, or what is asked for has changed."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from app.accounts.addressee import PENDING_FOR
from app.accounts.links import Link
from app.accounts.models import User
from app.extensions import db

GOOD_FOR_S = int(PENDING_FOR.total_seconds())


def _state(user: User) -> tuple[str | None, ...]:
    return user.password_hash, user.email, user.pending_email


LINK = Link("change-email", GOOD_FOR_S, _state)
token_for, user_of = LINK.token_for, LINK.user_of


def finish(user: User) -> bool:
    """Put the address that was asked for in the place of the old one. Commits.

    False if it has become somebody else's meanwhile.
    """
    user.email = user.pending_email or user.email
    user.forget_pending_email()
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return False
    return True
