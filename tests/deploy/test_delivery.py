"""The tour's check finds what is wrong with an archive."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path

import pytest

from deploy.local.delivery import Archive, archive_in
from deploy.local.processes import StackError

FIRST = {"body": "Hello, 世界 👋", "timestamp": "2026-01-02T03:04:05.678901Z"}
SECOND = {"body": "Again", "timestamp": "2026-01-03T00:00:00Z"}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Two posts of Alice, and one of Bob."""
    file = tmp_path / "microblog.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript("""
            CREATE TABLE user (id, username); CREATE TABLE post (id, user_id, body, timestamp);
            INSERT INTO user VALUES (1, 'alice'), (2, 'bob');
            INSERT INTO post VALUES
              (1, 1, 'Again', '2026-01-03 00:00:00.000000'), (2, 2, 'Mine', '2026-01-01 00:00:00.000000'),
              (3, 1, 'Hello, 世界 👋', '2026-01-02 03:04:05.678901');
        """)
    return file


def check(posts: list, database: Path) -> None:
    Archive(b"", posts).check(database, username="alice")


def test_a_true_archive_passes(database):
    check([FIRST, SECOND], database)


@pytest.mark.parametrize(
    ("posts", "told"),
    [
        ([FIRST], "holds 1 posts, the database 2"),
        ([SECOND, FIRST], "Post 1 .* another text"),
        ([FIRST, SECOND | {"body": "Again!"}], "Post 2 .* another text"),
        ([FIRST, SECOND | {"timestamp": "2026-01-03T00:00:01Z"}], "Post 2 .* another time"),
        ([FIRST, SECOND | {"timestamp": "2026-01-03T00:00:00"}], "Post 2 .* another time"),
        ([FIRST, {"body": "Again"}], "Post 2 .* another time"),
    ],
)
def test_a_difference_is_told(database, posts, told):
    with pytest.raises(StackError, match=told):
        check(posts, database)


def mail_with(content: bytes, *, subtype: str = "json", name: str = "posts.json") -> EmailMessage:
    mail = EmailMessage()
    mail.set_content("Dear alice")
    mail.add_attachment(content, maintype="application", subtype=subtype, filename=name)
    return mail


def test_the_archive_is_found_in_the_mail():
    content = json.dumps({"posts": [FIRST]}).encode()

    assert archive_in(mail_with(content)) == Archive(content, [FIRST])


@pytest.mark.parametrize("how", [{"subtype": "zip"}, {"name": "posts.txt"}])
def test_a_mail_with_something_else_has_no_archive(how):
    with pytest.raises(StackError, match="no attachment"):
        archive_in(mail_with(b"{}", **how))


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"posts": [', b"\xff"])
def test_what_is_no_archive_is_told(content):
    with pytest.raises(StackError, match=r"posts\.json is no archive"):
        archive_in(mail_with(content))
