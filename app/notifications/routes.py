"""What the browser asks every few seconds: what is new?"""

from __future__ import annotations

import math

import orjson
from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from app.core.web import main
from app.notifications import polls
from app.notifications.models import Notification


@main.get("/notifications")
@login_required
def notifications() -> ResponseReturnValue:
    """The user's news since a moment (`since`, Unix seconds, 0 by default), oldest first, as JSON."""
    news = Notification.since(current_user.id, _since())
    return polls.answer(orjson.dumps([one.as_told() for one in news]))


def _since() -> float:
    try:
        since = float(request.args.get("since", "0"))
    except ValueError:
        abort(400)
    return since if math.isfinite(since) and since >= 0 else abort(400)
