"""How many mails an address gets that strangers can cause, wherever they ask for them."""

from __future__ import annotations

from flask import request
from flask_limiter import RateLimitExceeded

from app.accounts.forms import normal_address
from app.extensions import limiter


def _asked_email() -> str:
    """The address that a form names, however it is spelt; all that are none count as one."""
    return (normal_address(request.form.get("email", "").strip()) or "no address").lower()


MAILS_TO_AN_ADDRESS = limiter.limit("5 per hour", key_func=_asked_email)


def may_mail() -> bool:
    """Whether the address that a form names may get one more mail.

    The page says the same either way: a refusal would let strangers keep an owner from their link.
    """
    try:
        with MAILS_TO_AN_ADDRESS:
            return True
    except RateLimitExceeded:
        return False
