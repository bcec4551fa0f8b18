"""How many reviews come from one address."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.pace import HOUR_S
from app.extensions import limiter
from app.feedback.forms import FeedbackForm
from app.forms import keeps

# A class behind one address can answer; whoever wants to drown what others say has to take days.
MOST_AN_HOUR = 60
REVIEWS = limiter.shared_limit(lambda: f"{MOST_AN_HOUR} per hour", "reviews")


def may_send(form: FeedbackForm) -> bool:
    """Whether one more review may come from here; if not, the form and the status say so."""
    may = keeps(REVIEWS, retry_after_s=HOUR_S)
    if not may:
        form.form_errors.append(_("Very much has come from your address. Please send this again in an hour."))
    return may
