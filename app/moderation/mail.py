"""Telling people by mail what an administrator decided about them."""

from __future__ import annotations

from functools import partial

from app.accounts.models import User
from app.core import language, urls
from app.email import can_send, render_for, send
from app.transactions import after_commit


def tell_removed(author: User, *, body: str, why: str) -> None:
    """Tell an author that a post of theirs was removed (the caller commits)."""
    _tell("post_removed", author, body=body, why=why)


def tell_suspended(user: User, *, why: str) -> None:
    """Tell a user that their account is suspended (the caller commits)."""
    _tell("suspended", user, why=why)


def tell_unsuspended(user: User) -> None:
    """Tell a user that their account is open again (the caller commits)."""
    _tell("unsuspended", user, url=urls.link("auth.login"))


def _tell(name: str, user: User, **context: str) -> None:
    if not can_send():
        return
    # Not in the administrator's language, which may be foreign to whom it is for.
    words = render_for(user, f"moderation/mail/{name}", otherwise=language.default(), user=user, **context)
    after_commit(partial(send, words, to=user.email))
