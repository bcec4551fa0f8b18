"""Proving by name and password who one is, and how often one may try."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import sqlalchemy as sa
from flask import Response
from flask_limiter.util import get_remote_address
from flask_login import current_user

from app.accounts.credentials import matches
from app.accounts.models import User
from app.extensions import db, limiter

P = ParamSpec("P")
R = TypeVar("R")


def limit_tries(*, name: Callable[[], str], refused: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Limit how often a view may be asked in vain: `name` is who a request says it is, `refused` the status.

    All views that check passwords count together, so that none of them gives a guesser further tries.
    """

    def account_from_address() -> str:
        # One account tried from one address: a stranger elsewhere cannot lock its owner out.
        return f"{get_remote_address()} {name().strip()[:64].lower()}"

    def failed(response: Response) -> bool:
        # Who is right does not count; a school behind one address logs in all day.
        return response.status_code == refused

    at_account = limiter.shared_limit(
        "10 per 5 minutes", "log-in", key_func=account_from_address, methods=["POST"], deduct_when=failed
    )
    at_all = limiter.shared_limit("100 per 5 minutes", "log-in", methods=["POST"], deduct_when=failed)
    return lambda view: at_account(at_all(view))


def own_name() -> str:
    """Whose password a form asks for that is only for those who are logged in."""
    return current_user.username if current_user.is_authenticated else ""


def proven(username: str, password: str, *, lock: bool = False) -> User | None:
    """The user of this name and password; an unknown name takes as long as a wrong password.

    With `lock` the answer stays true until the transaction ends: nobody changes the password meanwhile.
    """
    user = User.named(username)
    if user is None:
        matches(None, password)
        return None
    return user if is_right(user, password, lock=lock) else None


def is_right(user: User, password: str, *, lock: bool = False) -> bool:
    """Whether this is the user's password; with `lock`, as of `proven`."""
    return user.check_password(password) and (not lock or _is_still_proven(user))


def _is_still_proven(user: User) -> bool:
    # Locked only after the check: who guesses must not hold up the owner.
    kept = sa.select(User.password_hash).where(User.id == user.id).with_for_update()
    return db.session.scalar(kept) == user.password_hash
