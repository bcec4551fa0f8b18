"""Reading private messages, and writing them."""

from __future__ import annotations

from datetime import datetime

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from flask_login import current_user, login_required
from sqlalchemy.exc import OperationalError

from app.accounts.models import User
from app.core import clock
from app.core.after import after_response
from app.core.pace import MINUTE_S
from app.core.pages import Cursor
from app.core.web import main, nobody_looks
from app.errors import Problem
from app.extensions import db, limiter
from app.forms import show, text
from app.messages import conversations, mail
from app.messages.forms import MessageForm
from app.messages.limits import PACE

SENDING = limiter.shared_limit(PACE.limit, PACE.scope, key_func=lambda: PACE.key(current_user.id))


@main.get("/messages")
@login_required
def messages() -> ResponseReturnValue:
    """With whom one has exchanged messages."""
    page = conversations.of(current_user, before=Cursor.asked(request.args))
    return render_template("messages/messages.html", page=page)


@main.route("/messages/<username>", methods=["GET", "POST"])
@login_required
def conversation(username: str) -> ResponseReturnValue:
    """What two people wrote to one another, with a form to go on. To open it is to have read it."""
    person, form = _other(username), MessageForm()
    reaches = current_user.reaches(person)
    if form.validate_on_submit():
        return _send(form, person) if reaches else _refuse(person)
    before = Cursor.asked(request.args)
    seen_at = _note_reading(person, before)
    page = conversations.between(current_user, person, before=before)
    return show(
        "messages/conversation.html", form, person=person, page=page, seen_at=seen_at, reaches=reaches
    )


@main.route("/send_message/<recipient>", methods=["GET", "POST"])
@login_required
def send_message(recipient: str) -> ResponseReturnValue:
    """Write to somebody from their profile."""
    person, form = _other(recipient), MessageForm()
    if not current_user.reaches(person):
        return _refuse(person)
    if not form.validate_on_submit():
        return show("messages/send.html", form, person=person)
    answer = _send(form, person)
    flash(_("Your message has been sent."), "success")
    return answer


def _other(username: str) -> User:
    person = User.named(username) or abort(404)
    if person.id == current_user.id:
        raise Problem(403, _("You cannot write to yourself."))
    return person


def _refuse(person: User) -> ResponseReturnValue:
    raise Problem(403, _("You cannot write to %(username)s.", username=person.username))


def _send(form: MessageForm, person: User) -> ResponseReturnValue:
    try:
        with SENDING:
            message = current_user.write_to(person, text(form.message))
    except RateLimitExceeded as error:
        words = _("You have sent very many messages. Please wait a minute, go back, and send this one again.")
        raise Problem(429, words, retry_after_s=MINUTE_S) from error
    db.session.commit()
    after_response(mail.tell_of, message.id)
    return redirect(url_for("main.conversation", username=person.username), 303)


def _note_reading(person: User, before: Cursor | None) -> datetime | None:
    """Mark as read what is going to be shown; None where nobody is looking."""
    if nobody_looks():
        return None
    reader_id, now = current_user.id, clock.now()
    try:
        return current_user.read(person, before_id=before.id if before else None, hurried=True)
    except OperationalError:
        # The page is what matters: the next visit will note it.
        db.session.rollback()
        current_app.logger.warning("what user %s read was not noted", reader_id, exc_info=True)
        return now
