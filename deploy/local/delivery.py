"""The export as it was delivered, held against the database."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from deploy.local.processes import StackError

SUBJECT = "[Microblog] Your blog posts"
ATTACHMENT = "posts.json"
# Read with the bare driver, past the models: what is checked must not check itself.
POSTS = """
    SELECT post.body, post.timestamp FROM post JOIN user ON user.id = post.user_id
    WHERE user.username = ? ORDER BY post.timestamp, post.id
"""


@dataclass(frozen=True)
class Archive:
    """`posts.json` as it came by mail."""

    content: bytes
    posts: list[dict[str, Any]]

    def check(self, database: Path, *, username: str) -> None:
        """Compare it, post by post, with the database. Raises StackError with the first difference."""
        expected = _posts_in(database, username=username)
        if len(self.posts) != len(expected):
            raise StackError(f"{ATTACHMENT} holds {len(self.posts)} posts, the database {len(expected)}.")
        for number, (post, (body, timestamp)) in enumerate(zip(self.posts, expected, strict=True), start=1):
            if post.get("body") != body:
                raise StackError(
                    f"Post {number} in {ATTACHMENT} has another text than in the database: {post}"
                )
            if _moment(post.get("timestamp")) != timestamp:
                raise StackError(
                    f"Post {number} in {ATTACHMENT} has another time than in the database: {post}"
                )


def archive_in(mail: EmailMessage) -> Archive:
    """The archive that is attached to a mail. Raises StackError if there is none, or it is no archive."""
    for part in mail.iter_attachments():
        if part.get_filename() == ATTACHMENT and part.get_content_type() == "application/json":
            return _read(part.get_payload(decode=True) or b"")
    raise StackError(f"The mail has no attachment {ATTACHMENT} of type application/json.")


def _read(content: Any) -> Archive:
    try:
        posts = json.loads(content)["posts"]
    except (ValueError, KeyError, TypeError) as error:
        raise StackError(f"{ATTACHMENT} is no archive of posts: {error!r}.") from error
    return Archive(content, posts)


def _posts_in(database: Path, *, username: str) -> list[tuple[str, datetime]]:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute(POSTS, [username]).fetchall()
    return [(body, datetime.fromisoformat(timestamp).replace(tzinfo=UTC)) for body, timestamp in rows]


def _moment(text: object) -> datetime | None:
    if not isinstance(text, str) or not text.endswith("Z"):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
