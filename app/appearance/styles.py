"""All styles as one: a browser shows nothing before it has them, and each file is one more way to go."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

STATIC = Path(__file__).parent.parent / "static"
# In this order: what comes later counts more.
SHEETS = (
    "vendor/bootstrap/bootstrap.subset.css",
    "css/theme.css",
    "css/controls.css",
    "css/nav.css",
    "css/badge.css",
    "css/app.css",
    "css/people.css",
    "css/posts.css",
    "css/cards.css",
    "css/messages.css",
    "css/states.css",
    "css/translation.css",
    "css/task.css",
    "css/languages.css",
    "css/search.css",
    "css/moderation.css",
    "css/feedback.css",
    "css/operations.css",
)


@cache
def joined() -> str:
    """The sheets that every page needs, one behind the other."""
    return "\n".join((STATIC / sheet).read_text() for sheet in SHEETS)


@cache
def version() -> str:
    """What is in the address of the styles, so that others have another one."""
    return sha256(joined().encode()).hexdigest()[:12]
