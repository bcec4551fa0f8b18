"""How often one may write."""

import pytest
import sqlalchemy as sa

from app import db
from app.models import Post
from app.posts import limits
from tests import factories
from tests.support.apps import another_app
from tests.support.page import Visitor


@pytest.fixture
def visit(app):
    """Visit a site that counts."""
    with another_app(app, RATELIMIT_ENABLED=True) as limited:
        yield lambda user: Visitor(limited, user)


def write_all(visitor):
    for number in range(limits.MOST_A_MINUTE):
        visitor.post("/", post=f"number {number}")


def test_who_writes_without_a_pause_is_asked_to_wait_and_keeps_the_words(visit, alice):
    visitor = visit(alice)
    write_all(visitor)
    page = visitor.post("/", expect=429, post="one too many")

    assert "That was a lot for one minute." in page.text and "one too many" in page.text
    assert page.headers["Retry-After"] == "60"
    assert len(db.session.scalars(sa.select(Post)).all()) == limits.MOST_A_MINUTE


def test_replies_and_changes_count_too(visit, alice):
    visitor, post = visit(alice), factories.post(author=alice)
    write_all(visitor)

    visitor.post(f"/posts/{post.id}", expect=429, post="a reply")
    visitor.post(f"/posts/{post.id}/edit", expect=429, post="a change", was=post.version)


def test_others_may_write_meanwhile(visit, alice, bob):
    write_all(visit(alice))

    visit(bob).post("/", post="mine")
