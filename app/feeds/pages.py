"""The pages of people and posts as strangers see them.

They have templates of their own: what is not written there on purpose is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from app.accounts.models import User
from app.core.pages import Cursor
from app.extensions import limiter
from app.posts import feed, thread
from app.posts.models import Post

P = ParamSpec("P")
# A reader, or some behind one address; a program that copies all needs to take its time.
MOST_A_MINUTE = 120
VISITS = limiter.shared_limit(lambda: f"{MOST_A_MINUTE} per minute", "strangers")


def open_to_strangers(
    show: Callable[P, str | None],
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Show strangers what `show` has for them; where that is nothing, ask them to log in, as everywhere."""

    def guard(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        for_people = login_required(view)

        @wraps(view)
        def for_anybody(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if current_user.is_authenticated or request.method == "POST":
                return for_people(*args, **kwargs)
            with VISITS:
                return show(*args, **kwargs) or for_people(*args, **kwargs)

        return for_anybody

    return guard


def profile(username: str) -> str | None:
    """The profile of somebody who is open to strangers, and their posts."""
    person = User.open_named(username)
    if person is None:
        return None
    page = feed.by(person, before=Cursor.asked(request.args))
    return render_template("feeds/profile.html", user=person, page=page)


def post(post_id: int) -> str | None:
    """A post whose author is open to strangers, and of its conversation what such people wrote."""
    chain = thread.down_to(post_id)
    if not chain or not chain[-1].author.is_open:
        return None
    *above, shown = chain
    after = Cursor.parse(request.args["after"]) if "after" in request.args else None
    page = thread.replies(shown, after=after, people=User.is_open)
    return render_template("feeds/thread.html", above=_unbroken(above), shown=shown, page=page)


def _unbroken(above: Sequence[Post]) -> Sequence[Post]:
    """The posts right above another that strangers may see; above a gap, one would seem to lead here."""
    closed = [place for place, one in enumerate(above) if not one.author.is_open]
    return above[closed[-1] + 1 :] if closed else above
