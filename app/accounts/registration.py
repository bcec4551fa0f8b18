"""Making an account; the answer tells nobody who has one."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy.exc import IntegrityError

from app.accounts import mail
from app.accounts.models import User
from app.accounts.postage import may_mail
from app.extensions import db


class NameTaken(Exception):
    """Somebody has this name."""


def open_account(*, username: str, email: str, password: str) -> int:
    """Make an account, and tell its id. Commits. Raises NameTaken.

    Where the address has an account, the new one is taken back at once, and the address's owner hears of it.
    The work is the same either way: an answer that came sooner would tell which it was.
    """
    user, owner = User(username=username, email=email), User.with_email(email)
    user.set_password(password)
    if owner:
        # No form takes an address like this one, so nobody has it.
        user.email = f"~{uuid4()}"
    user_id = _write(user, keep=owner is None)
    mail.tell_already_registered(owner if may_mail(email) else None)
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
