"""How much a program may ask in a minute, and the headers that tell it."""

from __future__ import annotations

import time
from hashlib import sha256

from flask import Flask, Response, current_app
from flask_babel import gettext as _
from flask_limiter import RequestLimit
from flask_limiter.util import get_remote_address
from limits import parse

from app.api.auth import the_token
from app.core.pace import MINUTE_S, Pace
from app.core.redis import RedisError
from app.core.web import api
from app.errors import Problem
from app.extensions import limiter

READS, WRITES = "api-reads", "api-writes"
REFUSED_PER_MINUTE = 300


def init_app(app: Flask) -> None:
    """Tell with each answer how much may still be asked."""
    app.after_request(_tell)


def whose() -> str:
    """Whose requests count together: those with a token; without one, those from an address.

    Asks no database: the transaction of a request that writes begins after the limits.
    """
    token = the_token()
    return sha256(token.encode()).hexdigest() if token else get_remote_address()


def refused(response: Response) -> bool:
    """Whether what a request showed opens nothing: made-up tokens must not each have a count of its own."""
    return response.status_code == 401


limiter.shared_limit(
    lambda: f"{current_app.config['API_READS_PER_MINUTE']} per minute",
    READS,
    key_func=whose,
    methods=["GET", "HEAD"],
)(api)
limiter.shared_limit(
    lambda: f"{current_app.config['API_WRITES_PER_MINUTE']} per minute",
    WRITES,
    key_func=whose,
    methods=["POST", "PUT", "PATCH", "DELETE"],
)(api)
limiter.shared_limit(f"{REFUSED_PER_MINUTE} per minute", "api-refused", deduct_when=refused)(api)


def keep_pace(pace: Pace, user_id: int) -> None:
    """Count what pages count too, in the same place. Raises Problem where it is too much.

    Not by entering the limit itself, as pages do: after that Flask-Limiter forgets, at that address, the
    limits that the whole of the API has.
    """
    if not limiter.enabled:
        return
    try:
        may = limiter.limiter.hit(parse(pace.limit), pace.key(user_id), pace.scope)
    except RedisError:
        # It went in this very moment: the limits of the whole API were counted before this. From the next
        # request on they are not, and Flask-Limiter counts in this process, here too.
        current_app.logger.warning("what user %s does was not counted", user_id, exc_info=True)
        return
    if not may:
        raise Problem(429, _("That was a lot for one minute. Please wait a little."), retry_after_s=MINUTE_S)


def _tell(response: Response) -> Response:
    counted = [limit for limit in limiter.current_limits if limit.request_args[-1] in {READS, WRITES}]
    if counted:
        try:
            response.headers.update(_headers(counted[0], response))
        except RedisError:
            current_app.logger.warning("how much may still be asked is not known", exc_info=True)
    return response


def _headers(counted: RequestLimit, response: Response) -> dict[str, str]:
    told = {
        "X-RateLimit-Limit": str(counted.limit.amount),
        "X-RateLimit-Remaining": str(counted.remaining),
        "X-RateLimit-Reset": str(counted.reset_at),
    }
    if response.status_code == 429 and counted.breached:
        told["Retry-After"] = str(max(1, counted.reset_at - int(time.time())))
    return told
