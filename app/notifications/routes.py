"""What is new? Asked every few seconds, or once and for all."""

from __future__ import annotations

import math

import orjson
from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from app.accounts.models import User
from app.core.web import main
from app.notifications import listening, polls
from app.notifications.models import Notification


@main.get("/notifications")
@login_required
def notifications() -> ResponseReturnValue:
    """The user's news since a moment (`since`, Unix seconds, 0 by default), oldest first, as JSON."""
    news = Notification.since(current_user.id, _moment(request.args.get("since", "0")))
    return polls.answer(orjson.dumps([one.as_told() for one in news]))


@main.get("/notifications/stream")
@login_required
def notifications_stream() -> ResponseReturnValue:
    """The user's news as server-sent events, from the moment that `Last-Event-ID` or `since` says.

    204 where there can be no stream, 503 where there are too many: the page polls then.
    """
    since = _moment(request.headers.get("Last-Event-ID") or request.args.get("since", "0"))
    user_id, key = current_user.id, current_user.login.key
    return listening.answer(user_id, since=since, still_may=lambda: User.with_session(key) is not None)


def _moment(words: str) -> float:
    """Unix seconds, as the browser says them."""
    try:
        moment = float(words)
    except ValueError:
        abort(400)
    return moment if math.isfinite(moment) and moment >= 0 else abort(400)
