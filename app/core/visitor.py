"""Who a request comes from, without asking the database for it."""

from typing import Any, NamedTuple

from flask import current_app, g, session

# Flask-Login looks for the user here, and asks the database only if nobody is.
KEY = "_login_user"


def known() -> Any | None:
    """The user whom this request has been found to come from; None if nobody has asked yet."""
    return g.get(KEY)


def make_anonymous() -> None:
    """Treat the rest of this request as that of a stranger."""
    setattr(g, KEY, current_app.login_manager.anonymous_user())  # pyright: ignore[reportAttributeAccessIssue]


class Pass(NamedTuple):
    """What a session shows of itself: whose it says it is, and a key that is its own."""

    user_id: int
    key: str


def get_pass() -> Pass | None:
    """What the request's own cookie shows, without asking the database whether it still holds good."""
    shown = session.get("_user_id", "")
    return Pass(int(shown), shown) if shown.isdecimal() else None
