"""What an error says, in a line that may be shown: nobody's password is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from flask import current_app
from sqlalchemy.exc import DBAPIError

LONGEST = 200
SECRETS = ("SECRET_KEY", "MAIL_PASSWORD", "HUB_TOKEN", "METRICS_TOKEN", "TRANSLATOR_KEY", "MS_TRANSLATOR_KEY")
# Addresses that may have a password in them.
ADDRESSES = (
    "SQLALCHEMY_DATABASE_URI",
    "REDIS_URL",
    "STORAGE_URL",
    "BACKUP_URL",
    "TRANSLATOR_URL",
    "MS_TRANSLATOR_URL",
)
# However odd: an address that is not read as it was meant is what most of the errors are about.
PASSWORD = re.compile(r"://[^:@/]*:(.*)@|[?&]password=([^&]*)")


def of(error: BaseException) -> str:
    """The first line of an error, without what is secret."""
    # SQLAlchemy adds the statement, and an address of its own documentation.
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    return without_secrets(lines[0] if lines else type(cause).__name__)[:LONGEST].rstrip(" .")


def without_secrets(text: str) -> str:
    """A text with stars in the place of each secret of this site."""
    for secret in sorted(_secrets(current_app.config), key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


def _secrets(settings: Any) -> Iterator[str]:
    found = [pair for name in ADDRESSES for pair in PASSWORD.findall(settings[name] or "")]
    for secret in [*(settings[name] for name in SECRETS), *(password for pair in found for password in pair)]:
        if secret:
            yield from (secret, unquote(secret))
