"""Who a request comes from, without asking the database for it."""

from typing import Any

from flask import current_app, g

# Flask-Login looks for the user here, and asks the database only if nobody is.
KEY = "_login_user"


def known() -> Any | None:
    """The user whom this request has been found to come from; None if nobody has asked yet."""
    return g.get(KEY)


def make_anonymous() -> None:
    """Treat the rest of this request as that of a stranger."""
    setattr(g, KEY, current_app.login_manager.anonymous_user())  # pyright: ignore[reportAttributeAccessIssue]
