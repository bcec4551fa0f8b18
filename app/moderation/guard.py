"""What only administrators may open."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import abort
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

P = ParamSpec("P")


def for_admins(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Let a view be used by administrators; for everybody else who is logged in it is not there."""

    @wraps(view)
    def look_first(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        return view(*args, **kwargs) if current_user.is_admin else abort(404)

    return login_required(look_first)
