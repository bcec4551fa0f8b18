"""Mail: rendering it from a folder of templates, and sending it now or behind the user's back."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Thread
from typing import Any, NamedTuple

import structlog
from flask import Flask, current_app, render_template
from flask_mail import BadHeaderError

from app.core.context import the_app
from app.core.language import Reader, in_language_of
from app.core.mailer import Message
from app.extensions import mail
from config import is_production

Attachment = tuple[str, str, bytes]
# What a mail needs beside its attachment: the words, twice, and the headers.
WORDS_BYTES = 32 * 1024


class Mail(NamedTuple):
    """The words of a mail, before it has a sender and a recipient."""

    subject: str
    text: str
    html: str


def init_app(app: Flask) -> None:
    """Bind the mail client."""
    mail.init_app(app)


def render(folder: str, **context: Any) -> Mail:
    """Render `subject.txt`, `body.txt` and `body.html` of a template folder."""
    return Mail(
        render_template(f"{folder}/subject.txt", **context).strip(),
        render_template(f"{folder}/body.txt", **context),
        render_template(f"{folder}/body.html", **context),
    )


def render_for(reader: Reader, folder: str, *, otherwise: str | None = None, **context: Any) -> Mail:
    """Render a folder in the language that its reader chose, or else as `in_language_of` says."""
    with in_language_of(reader, otherwise=otherwise):
        return render(folder, **context)


def send_email(
    subject: str,
    sender: str,
    recipients: Sequence[str],
    text_body: str,
    html_body: str,
    attachments: Sequence[Attachment] | None = None,
    sync: bool = False,
) -> None:
    """Send a mail; in the background unless `sync`. An attachment is (file name, media type, bytes).

    With `sync` it raises OSError or SMTPException where the server did not take the mail; without, such an
    error is logged. A subject or address with a line break raises BadHeaderError either way. Without
    recipients nothing leaves, after as much work for whoever asked.
    """
    message = _message(Mail(subject, text_body, html_body), sender, recipients, attachments or ())
    _send(message, sync=sync)


def send(words: Mail, *, to: str, sync: bool = False) -> None:
    """Send a mail from the site to one address, as `send_email` does; for an empty one none leaves."""
    _send(compose(words, to=to), sync=sync)


def compose(words: Mail, *, to: str, attachments: Sequence[Attachment] = ()) -> Message:
    """A mail from the site to one address, not yet sent. Raises BadHeaderError."""
    return _message(words, current_app.config["ADMINS"][0], [to] if to else [], attachments)


def fits_a_mail(attachment_bytes: int) -> bool:
    """Whether a mail with an attachment of so many bytes stays under MAIL_MAX_BYTES."""
    # As base64, 76 characters a line (RFC 2045, 6.8).
    characters = (attachment_bytes + 2) // 3 * 4
    encoded_bytes = characters + 2 * (characters // 76 + 1)
    return encoded_bytes + WORDS_BYTES <= current_app.config["MAIL_MAX_BYTES"]


def can_send() -> bool:
    """Whether mail can leave at all. A developer's machine may do without a server, and sees the failure."""
    return bool(current_app.config["MAIL_SERVER"]) or not is_production(current_app.config)


def _message(
    words: Mail, sender: str, recipients: Sequence[str], attachments: Sequence[Attachment]
) -> Message:
    message = Message(
        words.subject, sender=sender, recipients=[*recipients], body=words.text, html=words.html
    )
    for name, media_type, data in attachments:
        message.attach(name, media_type, data)
    if message.has_bad_headers():
        raise BadHeaderError("A subject or an address has a line break in it.")
    return message


def _send(message: Message, *, sync: bool) -> None:
    if sync:
        mail.send(message)
    else:
        # Not a daemon: a server that stops waits for the mails that are under way.
        arguments = (the_app(), message, structlog.contextvars.get_contextvars())
        Thread(target=_send_in_background, args=arguments).start()


def _send_in_background(app: Flask, message: Message, log_context: dict[str, Any]) -> None:
    # A thread begins with nothing: without this its lines in the log would not name the request.
    with structlog.contextvars.bound_contextvars(**log_context), app.app_context():
        try:
            if message.recipients:
                mail.send(message)
        except Exception:
            # Nobody stands above this thread to hear of it, so the log is where it ends.
            app.logger.exception(
                "mail %r was not sent",
                message.subject,
                extra={"about_mail": True, "recipients": message.recipients},
            )
