"""What is new? Asked every few seconds, or once and for all."""

from __future__ import annotations

import math

import orjson
from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from app.accounts.models import User
from app.core.web import main
from app.errors import Problem
from app.extensions import db
from app.notifications import handover, polls, stream
from app.notifications.hub import Away, Full
from app.notifications.models import Notification

# News may be committed a moment after later ones, so what is told again reaches back a little.
OVERLAP_S = 2
# nginx would collect what it should pass on.
STREAM_HEADERS = {"Cache-Control": "private, no-store", "X-Accel-Buffering": "no"}


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
    try:
        handover.join(user_id)
    except Away:
        return Response(status=204, mimetype="text/plain")
    except Full as full:
        raise Problem(503, _("There are too many streams at the moment."), retry_after_s=60) from full
    # From here on the stream hears all that comes. What came before is read as it is now, not as it was when
    # the request began; and so is the session, which may have ended meanwhile.
    db.session.rollback()
    if User.with_session(key) is None:
        abort(401)
    missed = Notification.since(user_id, max(0, since - OVERLAP_S))
    words = [stream.opening(), *(stream.event(orjson.dumps(one.as_told()), one.timestamp) for one in missed)]
    return Response(b"".join(words), mimetype="text/event-stream", headers=STREAM_HEADERS)


def _moment(words: str) -> float:
    """Unix seconds, as the browser says them."""
    try:
        moment = float(words)
    except ValueError:
        abort(400)
    return moment if math.isfinite(moment) and moment >= 0 else abort(400)
