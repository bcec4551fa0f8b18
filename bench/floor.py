"""The least that an export can cost: the same rows, the same mail, a process that runs already."""

from __future__ import annotations

import smtplib
import sqlite3
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import orjson

QUERY = "SELECT id, body, timestamp, language FROM post WHERE user_id = ? ORDER BY timestamp, id"
COLUMNS = ("id", "body", "timestamp", "language")


def export(database: Path, user_id: int, *, mail_port: int, recipient: str) -> None:
    """Read, encode, attach, send; nothing is reported, remembered or retried."""
    message = EmailMessage()
    message["Subject"] = "The floor"
    message["From"] = "bench@example.com"
    message["To"] = recipient
    message.set_content("Your posts are attached.")
    message.add_attachment(_archive(database, user_id), "application", "json", filename="posts.json")
    with smtplib.SMTP("127.0.0.1", mail_port) as server:
        server.send_message(message)


def of(database: Path, *, mail_port: int) -> Callable[[int], None]:
    """The floor's export of a user."""
    return lambda user_id: export(database, user_id, mail_port=mail_port, recipient="floor@example.com")


def _archive(database: Path, user_id: int) -> bytes:
    connection = sqlite3.connect(database)
    try:
        rows = connection.execute(QUERY, (user_id,))
        return orjson.dumps({"posts": [dict(zip(COLUMNS, row, strict=True)) for row in rows]})
    finally:
        connection.close()
