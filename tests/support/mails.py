"""Mails that leave in the background, awaited."""

from __future__ import annotations

import re
import threading
from typing import Any


def sent(outbox: list[Any]) -> list[Any]:
    """The mails of an outbox, once every thread that sends one has ended."""
    for thread in threading.enumerate():
        if "_send_in_background" in thread.name:
            thread.join()
    return outbox


def link_in(mail: Any) -> str:
    """The path and query of the only address in a mail's text."""
    [path] = re.findall(r"^https?://[^/\s]+(/\S+)$", mail.body, re.MULTILINE)
    return path


def without_token(page: Any) -> str:
    """What a page says, but for the token and the reference that are new each time."""
    return re.sub(r'(name="csrf_token"[^>]* value=)"[^"]*"', r"\1", page.response.text)
