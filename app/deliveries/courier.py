"""Sending a mail once, as far as SMTP lets one know.

A server has a mail when it says 250 to the final dot. Silence after the dot may mean either (RFC 1047 names
the gap): then the mail is sent once more, under the same Message-ID, and not a third time.
"""

from __future__ import annotations

import smtplib
from contextlib import ExitStack

from flask_mail import Message

from app.core import clock
from app.core.mailer import Connection, Phase
from app.deliveries.models import Delivery, Stage
from app.extensions import db, mail
from app.jobs import progress
from app.jobs.errors import Permanent, TryLater
from app.transactions import begin_writing, insist

MOST_DOUBTS = 2
# Answers of a server that takes no mail of this size (RFC 1870, RFC 5321).
TOO_LARGE = frozenset({523, 552})
PERMANENT_FROM = 500


def deliver(message: Message, *, key: str, user_id: int) -> None:
    """Send the mail of this key, unless it has been. Raises Permanent or TryLater."""
    begin_writing()
    delivery = Delivery.open(key, user_id=user_id)
    message.msgId = delivery.message_id
    stage, doubts = delivery.stage, delivery.doubts
    db.session.commit()
    if stage is Stage.SENT:
        return
    if doubts >= MOST_DOUBTS:
        raise Permanent("unconfirmed", "the server fell silent after the final dot, twice")
    try:
        with mail.connect() as connection:
            _send(message, key, connection, doubts=doubts)
    except smtplib.SMTPRecipientsRefused as error:
        raise _verdict(max(code for code, _answer in error.recipients.values()), "refused", error) from error
    except smtplib.SMTPDataError as error:
        raise _verdict(error.smtp_code, "refused", error) from error
    except smtplib.SMTPResponseException as error:
        # It is we whom the server does not like: the password, the sender.
        raise _verdict(error.smtp_code, "fault", error) from error
    except OSError as error:
        raise TryLater(f"{type(error).__name__}: {error}") from error


def _send(message: Message, key: str, connection: Connection, *, doubts: int) -> None:
    # From the dot to the note that the server took it nobody cuts in: it would be a doubt, and a second mail.
    with ExitStack() as uncut:
        connection.before_dot(lambda: _hand_over(key, uncut))
        try:
            connection.send(message)
        except OSError:
            if connection.phase is Phase.BEFORE:
                insist(lambda: _take_back(key, doubts))
            raise
        insist(lambda: Delivery.note(key, Stage.SENT, doubts=0, sent_at=clock.now()))


def _hand_over(key: str, uncut: ExitStack) -> None:
    """Note that the dot goes out now; if we never hear more, this is what is known."""
    uncut.enter_context(progress.shield())
    begin_writing()
    progress.seal()
    Delivery.note(key, Stage.SENDING, doubts=Delivery.doubts + 1)
    db.session.commit()


def _take_back(key: str, doubts: int) -> None:
    """Note that the server said no, and this try is in no doubt; a run that woke up late changes nothing."""
    ours = (Delivery.stage == Stage.SENDING, Delivery.doubts == doubts + 1)
    if Delivery.note(key, Stage.PENDING, *ours, doubts=doubts):
        progress.unseal()


def _verdict(code: int, reason: str, error: Exception) -> Exception:
    if code < PERMANENT_FROM:
        return TryLater(str(error))
    return Permanent("too-large" if code in TOO_LARGE else reason, str(error))
