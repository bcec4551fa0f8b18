"""How often one may write."""

from __future__ import annotations

from flask import Response, after_this_request
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from flask_login import current_user

from app.core.pace import Pace
from app.extensions import limiter
from app.posts.forms import PostForm

# More than anybody types, and few enough that nobody floods the others' pages.
MOST_A_MINUTE = 30
MINUTE_S = 60


PACE = Pace("posts", MOST_A_MINUTE)
WRITES = limiter.shared_limit(PACE.limit, PACE.scope, key_func=lambda: PACE.key(current_user.id))


def may_write(form: PostForm) -> bool:
    """Whether the visitor may write one more post, or change one; if not, the form and the status say so."""
    try:
        with WRITES:
            return True
    except RateLimitExceeded:
        form.post.errors = [_("That was a lot for one minute. Please wait a little, and send this again.")]
        after_this_request(_tell_too_many)
        return False


def _tell_too_many(response: Response) -> Response:
    # The page is that of the form, with what was written in it: an error page would throw it away.
    response.status_code = 429
    response.headers["Retry-After"] = str(MINUTE_S)
    return response
