"""The mail that brings the archive."""

from __future__ import annotations

from io import BytesIO

from flask import current_app

from app.accounts.models import User
from app.core import clock
from app.email import render, send_email
from app.exports import archive
from app.exports.archive import Progress
from app.extensions import db

# The mail counts for a twentieth of the work, so that the bar is not full before the server has it.
COLLECTING_SHARE = 0.95


def mail_posts(user: User, *, on_progress: Progress) -> None:
    """Collect a user's posts and mail them. Raises OSError or SMTPException if the server refuses."""
    file = BytesIO()
    count = archive.write(
        user.id, to=file, on_progress=lambda done, total: on_progress(int(done * COLLECTING_SHARE), total)
    )
    mail = render("exports/mail/posts", user=user, count=count, exported_at=clock.now())
    recipient = user.email
    # A slow mail server must not keep the database's snapshot, and a connection, for as long as it takes.
    db.session.rollback()
    send_email(
        mail.subject,
        sender=current_app.config["ADMINS"][0],
        recipients=[recipient],
        text_body=mail.text,
        html_body=mail.html,
        attachments=[("posts.json", "application/json", file.getvalue())],
        sync=True,
    )
