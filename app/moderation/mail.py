"""Telling people by mail what an administrator decided about them."""

from __future__ import annotations

from functools import partial

from flask import current_app

from app.accounts.models import User
from app.core import language, urls
from app.core.language import in_language_of
from app.email import can_send, render, send_email
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
    with in_language_of(user, otherwise=language.default()):
        mail = render(f"moderation/mail/{name}", user=user, **context)
    sender = current_app.config["ADMINS"][0]
    after_commit(partial(send_email, mail.subject, sender, [user.email], mail.text, mail.html))
