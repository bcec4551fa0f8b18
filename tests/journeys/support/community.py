"""People with many posts, written straight into the stack's database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from deploy.local.places import DATABASE
from deploy.local.stack import Stack

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def write_posts(stack: Stack, username: str, count: int, *, body: Callable[[int], str] | None = None) -> None:
    """Give a user so many posts, a minute apart; each has its number in it."""
    with sqlite3.connect(stack.folder / DATABASE) as database:
        (user_id,) = database.execute("select id from user where username = ?", [username]).fetchone()
        moments = (BEGINNING + timedelta(minutes=number) for number in range(count))
        rows = [
            ((body or words)(n), f"{when:%Y-%m-%d %H:%M:%S.%f}", user_id) for n, when in enumerate(moments)
        ]
        database.executemany("insert into post (body, timestamp, user_id) values (?, ?, ?)", rows)


def words(number: int) -> str:
    """What the post of this number says."""
    return f"post {number} 🎉"


def archives(stack: Stack, address: str) -> list[EmailMessage]:
    """The mails with archives that came to an address."""
    return [mail for mail in stack.mails() if mail["To"] == address and "posts" in mail["Subject"]]


def posts_in(mail: EmailMessage) -> list[dict[str, Any]]:
    """The posts in a mail's archive."""
    (attachment,) = mail.iter_attachments()
    assert attachment.get_filename() == "posts.json"
    return json.loads(attachment.get_content())["posts"]
