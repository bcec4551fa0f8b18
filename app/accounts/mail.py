"""Mails about accounts."""

from __future__ import annotations

from functools import partial
from typing import Any

from app.accounts import email_change, reset
from app.accounts.models import User
from app.core import language, urls
from app.email import Mail, render_for, send
from app.transactions import after_commit


def send_reset_link(user: User | None) -> None:
    """Mail a user the link that resets their password. For nobody the work is the same, and no mail leaves.

    An answer that came sooner where there is no account would tell so.
    """
    url = urls.link("auth.reset_password", token=reset.token_for(user or _nobody()))
    _send("reset_password", user, url=url, minutes=reset.GOOD_FOR_S // 60)


def tell_already_registered(user: User | None) -> None:
    """Tell the owner of an address that somebody tried to register with it; the form tells nobody.

    For nobody as above.
    """
    _send_unasked("already_registered", user, reset_url=_reset_url())


def confirm_email(user: User, *, owner: User | None) -> None:
    """Mail the link that makes an address a user's own to that address; if it has an owner, tell them."""
    if owner and owner.id != user.id:
        _send_unasked("email_taken", owner, reset_url=_reset_url())
    else:
        url = urls.link("main.confirm_email", token=email_change.token_for(user))
        minutes = email_change.GOOD_FOR_S // 60
        _send("confirm_email", user, to=user.pending_email, url=url, minutes=minutes)


def tell_email_asked(user: User) -> None:
    """Tell a user at their address that another is to take its place."""
    _send("email_asked", user, reset_url=_reset_url(), settings_url=urls.link("main.settings"))


def tell_email_changed(user: User, *, old: str) -> None:
    """Tell a user at their old address that they have another now."""
    _send("email_changed", user, to=old)


def say_goodbye(user: User) -> None:
    """Tell a user that their account is deleted, when it is (the caller commits)."""
    # Written now: then nobody knows any more whose it was.
    after_commit(partial(send, _written("goodbye", user), to=user.email))


def _send_unasked(name: str, user: User | None, **context: Any) -> None:
    """Mail somebody about what another did."""
    # The language of whoever filled in the form would tell the owner about them, and may be foreign here.
    _send(name, user, otherwise=language.default(), **context)


def _send(name: str, user: User | None, *, to: str | None = None, **more: Any) -> None:
    reader = user or _nobody()
    send(_written(name, reader, **more), to=to or reader.email)


def _written(name: str, reader: User, **more: Any) -> Mail:
    return render_for(reader, f"accounts/mail/{name}", user=reader, **more)


def _nobody() -> User:
    """A user whom there is not."""
    return User(username="nobody", email="")


def _reset_url() -> str:
    return urls.link("auth.reset_password_request")
