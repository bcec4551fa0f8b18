"""How often one may write."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_login import current_user

from app.core.pace import MINUTE_S, Pace
from app.extensions import limiter
from app.forms import keeps
from app.posts.forms import PostForm

# More than anybody types, and few enough that nobody floods the others' pages.
MOST_A_MINUTE = 30
PACE = Pace("posts", MOST_A_MINUTE)
WRITES = limiter.shared_limit(PACE.limit, PACE.scope, key_func=lambda: PACE.key(current_user.id))


def may_write(form: PostForm) -> bool:
    """Whether the visitor may write one more post, or change one; if not, the form and the status say so."""
    may = keeps(WRITES, retry_after_s=MINUTE_S)
    if not may:
        form.post.errors = [_("That was a lot for one minute. Please wait a little, and send this again.")]
    return may
