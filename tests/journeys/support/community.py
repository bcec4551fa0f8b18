"""People with many posts, written straight into the stack's database."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from itertools import islice
from typing import Any

from deploy.local.places import DATABASE
from deploy.local.stack import Stack

# So many posts in one transaction keep nobody else from writing for long.
AT_ONCE = 20_000
INSERT = """
insert into post (body, timestamp, user_id)
select value ->> 0, value ->> 1, value ->> 2 from json_each(?)
"""
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def write_posts(stack: Stack, username: str, count: int, *, body: Callable[[int], str] | None = None) -> None:
    """Give a user so many posts, a minute apart; each has its number in it."""
    with closing(sqlite3.connect(stack.folder / DATABASE, isolation_level=None)) as database:
        (user_id,) = database.execute("select id from user where username = ?", [username]).fetchone()
        moments = (BEGINNING + timedelta(minutes=number) for number in range(count))
        rows = (
            ((body or words)(n), f"{when:%Y-%m-%d %H:%M:%S.%f}", user_id) for n, when in enumerate(moments)
        )
        while some := [*islice(rows, AT_ONCE)]:
            # One statement: the index of the search is put in order after each.
            database.execute(INSERT, [json.dumps(some)])
            # Others have to find the lock free in one of their looks, up to a tenth of a second apart.
            time.sleep(0.1)


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
