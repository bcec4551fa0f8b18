"""What anybody may say of the site, and what others have said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, flash, jsonify, redirect, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext as _, ngettext
from flask_login import current_user

from app.core import clock
from app.core.web import main
from app.extensions import db
from app.feedback import tally
from app.feedback.forms import FeedbackForm
from app.feedback.limits import may_send
from app.feedback.models import RATINGS, Review
from app.feedback.sheet import csv_lines
from app.forms import show, text
from app.moderation.guard import for_admins


@main.route("/feedback", methods=["GET", "POST"])
def feedback() -> ResponseReturnValue:
    """Say what one thinks of the site, and read what others do."""
    form = FeedbackForm(name=current_user.username if current_user.is_authenticated else None)
    if form.validate_on_submit() and form.seems_written_by_a_person() and may_send(form):
        told = {"name": text(form.name), "review": int(form.review.data), "comments": text(form.comments)}
        db.session.add(Review(**told))
        db.session.commit()
        flash(_("Thank you. Your feedback is below, for everybody to read."), "success")
        return redirect(url_for("main.feedback"), 303)
    form.set_traps()
    return show("feedback/feedback.html", form, numbers=_numbers(), reviews=Review.latest())


@main.get("/feedback/tally")
def feedback_tally() -> ResponseReturnValue:
    """The numbers on the page, as they are now; asked by its script."""
    response = jsonify(_numbers())
    response.vary.update(["Accept-Language", "Cookie"])
    response.add_etag()
    return response.make_conditional(request)


@main.get("/feedback.csv")
@for_admins
def feedback_csv() -> ResponseReturnValue:
    """All reviews, for a spreadsheet."""
    response = Response(stream_with_context(_sheet()), mimetype="text/csv")
    name = f"feedback-{clock.now():%Y-%m-%d}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _sheet() -> Iterator[str]:
    # The transaction in which was found who asks must not last as long as the download.
    db.session.rollback()
    # The byte-order mark tells Excel that it is UTF-8.
    yield "\ufeff"
    yield from csv_lines()


def _numbers() -> dict[str, Any]:
    """How many reviews there are and how they rate, in words and as parts of a bar."""
    counted = tally.now()
    each = [
        {"rating": rating, "count": format_decimal(counted.counts[rating]), "pct": counted.share_pct(rating)}
        for rating in reversed(RATINGS)
    ]
    total = format_decimal(counted.total)
    words = ngettext("%(count)s review", "%(count)s reviews", counted.total, count=total)
    average = _("%(rating)s of 5 on average", rating=format_decimal(counted.average, "0.0"))
    return {"total": counted.total, "words": words, "average": average, "ratings": each}
