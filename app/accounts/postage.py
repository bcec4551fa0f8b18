"""How many mails an address gets that strangers can cause, wherever they ask for them."""

from __future__ import annotations

from flask import g
from flask_limiter import RateLimitExceeded

from app.extensions import limiter


def _asked_email() -> str:
    return g.asked_email


MAILS_TO_AN_ADDRESS = limiter.limit("5 per hour", key_func=_asked_email)


def may_mail(address: str) -> bool:
    """Whether an address may get one more mail; it is in its usual form.

    The answer is the same either way: a refusal would let strangers keep an owner from their link.
    """
    g.asked_email = address.lower()
    try:
        with MAILS_TO_AN_ADDRESS:
            return True
    except RateLimitExceeded:
        return False
