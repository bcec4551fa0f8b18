"""How many reviews come from one address."""

from __future__ import annotations

from flask import Response, after_this_request
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded

from app.extensions import limiter
from app.feedback.forms import FeedbackForm

# A class behind one address can answer; whoever wants to drown what others say has to take days.
MOST_AN_HOUR = 60
HOUR_S = 3600
REVIEWS = limiter.shared_limit(lambda: f"{MOST_AN_HOUR} per hour", "reviews")


def may_send(form: FeedbackForm) -> bool:
    """Whether one more review may come from here; if not, the form and the status say so."""
    try:
        with REVIEWS:
            return True
    except RateLimitExceeded:
        form.form_errors.append(_("Very much has come from your address. Please send this again in an hour."))
        after_this_request(_tell_too_many)
        return False


def _tell_too_many(response: Response) -> Response:
    # The page is that of the form, with what was written in it: an error page would throw it away.
    response.status_code = 429
    response.headers["Retry-After"] = str(HOUR_S)
    return response
