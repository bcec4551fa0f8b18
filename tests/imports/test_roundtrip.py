"""From an account, through its archive, into another account, and out again."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa

from app import db
from app.exports import archive, contents
from app.exports.models import Export
from app.models import Post
from tests import factories
from tests.imports.conftest import archive as packed, posts

BODIES = [
    "hello", "line\nline", "lone\rreturn", "both\r\n", "\u2028 \u2029 \x85", "tab\t \x0b\x0c",
    "\x01 \x1b[31m \x7f", 'a "quoted" \\ word', "</script><!--", "=1+1", "+1", "-1", "@SUM(A1)",
    "'; DROP TABLE post; --", "%s %(x)s {}",
    "😀", "👨‍👩‍👧‍👦", "🏳️‍🌈", "𠜎", "שלום עולם", "\u202eover\u202c", "e\u0301", "é",
    "\ufeffmark", "\ufffe \uffff",
    " leading", "trailing ", " ", "\u200b", "null", "0", "x" * 10_000, "😀" * 5_000, "HELLO", "héllo",
]  # fmt: skip


def exported(user):
    file = BytesIO()
    archive.write(contents.posts(Export(user_id=user.id)), to=file, on_progress=lambda _done, _total: None)
    return file.getvalue()


def without_ids(content):
    return [{**post, "id": 0} for post in json.loads(content)["posts"]]


@pytest.fixture
def alice(alice):
    """An author of strange things, some of them twice, some of them at the same moment."""
    for number, body in enumerate(BODIES):
        moment = factories.BEGINNING + timedelta(microseconds=number // 3)
        factories.post(author=alice, body=body, timestamp=moment, language=("en", None, "pt-BR")[number % 3])
    for _ in range(3):
        factories.post(author=alice, body="again", timestamp=datetime(1990, 2, 28, 23, 59, 59, tzinfo=UTC))
    return alice


@pytest.mark.parametrize("pack", [lambda content: content, packed], ids=["json", "archive"])
def test_the_archive_of_an_archive_is_the_same(alice, bob, imported, pack):
    content = exported(alice)
    made = imported(bob, pack(content))

    assert made.added == len(BODIES) + 3 and made.skipped == 0
    assert posts(bob) == posts(alice)
    assert without_ids(exported(bob)) == without_ids(content)


def test_ones_own_archive_restores_what_was_deleted_and_no_more(alice, imported):
    content = exported(alice)
    before = posts(alice)
    assert imported(alice, content).added == 0

    for post in db.session.scalars(sa.select(Post)):
        # Compared here: MariaDB takes any emoji for any other.
        if post.body in {"again", "😀"}:
            db.session.delete(post)
    db.session.commit()
    assert imported(alice, content).added == 4
    assert sorted(posts(alice)) == sorted(before)
