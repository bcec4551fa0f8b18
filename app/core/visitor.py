"""Who a request comes from, without asking the database for it."""

import re
from typing import Any

from flask import current_app, g, session

# Flask-Login looks for the user here, and asks the database only if nobody is.
KEY = "_login_user"
# No more digits than every database takes for an id.
OWNER = re.compile(r"[0-9]{1,9}")


def known() -> Any | None:
    """The user whom this request has been found to come from; None if nobody has asked yet."""
    return g.get(KEY)


def make_anonymous() -> None:
    """Treat the rest of this request as that of a stranger."""
    setattr(g, KEY, current_app.login_manager.anonymous_user())  # pyright: ignore[reportAttributeAccessIssue]


def claimed_id() -> int | None:
    """Whose the request's session says it is; whether that still holds good, only the database knows."""
    owner, _dot, _secret = session.get("_user_id", "").partition(".")
    return int(owner) if OWNER.fullmatch(owner) else None
