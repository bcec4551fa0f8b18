"""Reading private messages, and writing them."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from app.core.pages import Cursor
from app.core.web import main
from app.messages import inbox


@main.get("/messages")
@login_required
def messages() -> ResponseReturnValue:
    """What others wrote to one."""
    page = inbox.received(current_user, before=Cursor.asked(request.args))
    return render_template("messages/messages.html", page=page)
