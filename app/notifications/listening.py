"""A user's news as a stream of server-sent events, whoever listens."""

from __future__ import annotations

from collections.abc import Callable

import orjson
from flask import Response, abort
from flask_babel import gettext as _

from app.errors import Problem
from app.extensions import db
from app.notifications import handover, stream
from app.notifications.hub import Away, Full
from app.notifications.models import Notification

# News may be committed a moment after later ones, so what is told again reaches back a little.
OVERLAP_S = 2
# nginx would collect what it should pass on.
HEADERS = {"Cache-Control": "private, no-store", "X-Accel-Buffering": "no"}


def answer(
    user_id: int, *, since: float, still_may: Callable[[], bool], most_s: float = stream.MOST_S
) -> Response:
    """The stream from a moment on (Unix seconds), for so many seconds at most.

    204 where there can be no stream, 503 where there are too many, 401 if who asks may not listen any more.
    """
    try:
        handover.join(user_id, most_s=most_s)
    except Away:
        return Response(status=204, mimetype="text/plain")
    except Full as full:
        raise Problem(503, _("There are too many streams at the moment."), retry_after_s=60) from full
    # From here on the stream hears all that comes. What came before is read as it is now, not as it was when
    # the request began; and so is the session or the token, which may have ended meanwhile.
    db.session.rollback()
    if not still_may():
        abort(401)
    missed = Notification.since(user_id, max(0, since - OVERLAP_S))
    words = [stream.opening(), *(stream.event(orjson.dumps(one.as_told()), one.timestamp) for one in missed)]
    return Response(b"".join(words), mimetype="text/event-stream", headers=HEADERS)
