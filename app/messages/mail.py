"""The mail that tells of a message that waits."""

from __future__ import annotations

from smtplib import SMTPException

import sqlalchemy as sa
from flask import current_app

from app.core import language, urls
from app.email import Mail, can_send, render_for, send
from app.extensions import db
from app.messages.models import Message


def tell_of(message_id: int) -> None:
    """Mail the recipient of a message, unless they want none or have one for what waits from this sender."""
    message = db.session.get(Message, message_id)
    if message is None or not message.recipient.mails_messages or not _is_news(message) or not can_send():
        return
    words, address = _written(message), message.recipient.email
    # A slow mail server must not keep a connection to the database.
    db.session.rollback()
    try:
        send(words, to=address, sync=True)
    except (OSError, SMTPException):
        # The message itself is on the site; and nobody is to be told by mail that no mail leaves.
        about = {"about_mail": True, "recipients": [address]}
        current_app.logger.exception("mail of message %s was not sent", message_id, extra=about)


def _written(message: Message) -> Mail:
    # The language of the author's browser would tell the recipient about them, and may be foreign to both.
    return render_for(
        message.recipient,
        "messages/mail/message",
        otherwise=language.default(),
        message=message,
        url=urls.link("main.conversation", username=message.author.username),
        settings_url=urls.link("main.settings"),
    )


def _is_news(message: Message) -> bool:
    """Whether it waits to be read, and is the first of its sender's that does."""
    earlier = sa.exists().where(
        Message.recipient_id == message.recipient_id,
        Message.read_at.is_(None),
        Message.sender_id == message.sender_id,
        Message.id < message.id,
    )
    return message.read_at is None and not db.session.scalar(sa.select(earlier))
