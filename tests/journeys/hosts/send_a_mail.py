"""Sends a mail, and waits before the final dot until it may go on."""

import os
import time
from pathlib import Path

from app.core.mailer import Message
from app.extensions import mail
from microblog import app


def wait() -> None:
    """Say how far the mail is."""
    print("before the dot", flush=True)  # noqa: T201 (the test waits for it)
    while not Path(os.environ["GO_ON"]).exists():
        time.sleep(0.02)


with app.app_context():
    message = Message(
        "A mail", recipients=["somebody@example.com"], body="It is late.", sender="a@example.com"
    )
    try:
        with mail.connect() as connection:
            connection.before_dot(wait)
            connection.send(message)
    except OSError as error:
        print(f"given up: {error!r}", flush=True)  # noqa: T201 (the test waits for it)
    # The connection is closed, but who knows what its kernel still wants to send.
    time.sleep(600)
