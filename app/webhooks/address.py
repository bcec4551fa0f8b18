"""Which addresses may be called, as far as they themselves tell it."""

from __future__ import annotations

import re

from app.core import hosts
from app.webhooks.models import URL_MOST_CHARACTERS

# A host by its name or by an IPv6 address, without a user in front of it: nothing that two readers of
# addresses could read differently.
FORM = re.compile(
    r"(?P<scheme>[hH][tT][tT][pP][sS]?)://"
    r"(\[(?P<literal>[0-9a-fA-F]*:[0-9a-fA-F:.]*)\]|(?P<host>[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?))"
    r"(:(?P<port>[0-9]{1,5}))?"
    r"([/?#][!-~]*)?"
)
# For the API's description, whose dialect has no names of this kind.
PATTERN = f"^{re.sub(r'[?]P<[a-z]+>', '', FORM.pattern)}$"
MOST_PORT = 65_535
HOST_MOST_CHARACTERS = 253


def is_right(url: str) -> bool:
    """Whether it is an address of the web, complete and in plain ASCII."""
    found = FORM.fullmatch(url) if len(url) <= URL_MOST_CHARACTERS else None
    if not found or not 0 < int(found["port"] or 443) <= MOST_PORT:
        return False
    if found["literal"]:
        return hosts.is_literal(found["literal"])
    return len(found["host"]) <= HOST_MOST_CHARACTERS


def is_allowed(url: str, *, private_too: bool) -> bool:
    """Whether one that is right may be called; where its host is has still to be looked up."""
    found = FORM.fullmatch(url)
    if not found:
        return False
    if private_too:
        return True
    return found["scheme"].lower() == "https" and not hosts.is_plainly_private(
        found["literal"] or found["host"]
    )
