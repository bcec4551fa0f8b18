"""The least that an export can cost: the same rows, the same mail, a process that runs already."""

from __future__ import annotations

import smtplib
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import psycopg
from sqlalchemy.engine import URL, make_url

QUERY = "SELECT id, body, timestamp, language FROM post WHERE user_id = ? ORDER BY timestamp, id"
COPY = """
COPY (SELECT json_build_object('id', id, 'body', body, 'timestamp', timestamp, 'language', language)
FROM post WHERE user_id = %s ORDER BY timestamp, id) TO STDOUT
"""
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


def write(url: URL, user_id: int, *, to: BinaryIO) -> None:
    """The same posts with the bare driver of a database and one `orjson.dumps`, all in memory."""
    rows = _sqlite_rows(url, user_id) if url.get_backend_name() == "sqlite" else _postgres_rows(url, user_id)
    to.write(orjson.dumps({"posts": [dict(zip(COLUMNS, row, strict=True)) for row in rows]}))


def further(url: URL, user_id: int) -> dict[str, Callable[[], None]]:
    """What only one database can do: PostgreSQL writes JSON by itself."""

    def copy() -> None:
        with (
            tempfile.TemporaryFile() as file,
            _postgres(url) as connection,
            connection.cursor().copy(COPY, (user_id,)) as rows,
        ):
            for row in rows:
                file.write(row)

    return {"COPY": copy} if url.get_backend_name() == "postgresql" else {}


def of(database: Path, *, mail_port: int) -> Callable[[int], None]:
    """The floor's export of a user."""
    return lambda user_id: export(database, user_id, mail_port=mail_port, recipient="floor@example.com")


def _archive(database: Path, user_id: int) -> bytes:
    file = BytesIO()
    write(make_url(f"sqlite:///{database}"), user_id, to=file)
    return file.getvalue()


def _sqlite_rows(url: URL, user_id: int) -> Sequence[Any]:
    connection = sqlite3.connect(url.database or "")
    try:
        return connection.execute(QUERY, (user_id,)).fetchall()
    finally:
        connection.close()


def _postgres_rows(url: URL, user_id: int) -> Sequence[Any]:
    with _postgres(url) as connection:
        return connection.execute(QUERY.replace("?", "%s"), (user_id,)).fetchall()


def _postgres(url: URL) -> psycopg.Connection:
    return psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
