"""Mails about accounts."""

from __future__ import annotations

from typing import Any

from flask import current_app

from app.accounts import reset
from app.accounts.models import User
from app.core import language, urls
from app.email import render, send_email


def send_reset_link(user: User) -> None:
    """Mail a user the link that resets their password."""
    url = urls.link("auth.reset_password", token=reset.token_for(user))
    with language.in_language_of(user):
        _send("reset_password", user, url=url, minutes=reset.GOOD_FOR_S // 60)


def tell_already_registered(user: User) -> None:
    """Tell the owner of an address that somebody tried to register with it; the form tells nobody."""
    # The language of whoever filled in the form would tell the owner about them, and may be foreign here.
    with language.in_language_of(user, otherwise=language.default()):
        _send("already_registered", user, reset_url=urls.link("auth.reset_password_request"))


def _send(name: str, user: User, **context: Any) -> None:
    mail = render(f"accounts/mail/{name}", user=user, **context)
    send_email(mail.subject, current_app.config["ADMINS"][0], [user.email], mail.text, mail.html)
