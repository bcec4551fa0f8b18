"""The local mailbox as pages, on a developer's machine only."""

from __future__ import annotations

from io import BytesIO

from flask import Response, abort, render_template, send_file

from app.core.web import main
from app.mailbox.reader import Mail, Mailbox


@main.get("/mailbox")
def mailbox() -> str:
    """All mails, newest first."""
    return render_template("mailbox/index.html", mails=_mailbox().newest())


@main.get("/mailbox/<id>")
def mailbox_mail(id: str) -> str:  # noqa: A002 (the name in the address)
    """One mail."""
    return render_template("mailbox/mail.html", mail=_mail(id))


@main.get("/mailbox/<id>/<int:part>")
def mailbox_attachment(id: str, part: int) -> Response:  # noqa: A002 (the name in the address)
    """A file in a mail, to be saved; never shown, as it may be a page with scripts."""
    attachments = _mail(id).attachments
    if part >= len(attachments):
        abort(404)
    attachment = attachments[part]
    return send_file(
        BytesIO(attachment.content),
        mimetype=attachment.media_type,
        as_attachment=True,
        download_name=attachment.name,
    )


def _mail(mail_id: str) -> Mail:
    return _mailbox().find(mail_id) or abort(404)


def _mailbox() -> Mailbox:
    return Mailbox.of_this_site() or abort(404)
