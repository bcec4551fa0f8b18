"""The home timeline on every database, of which each finds it in its own way."""

from datetime import timedelta

import pytest

from app import db
from app.posts import feed
from tests import factories
from tests.factories import BEGINNING


@pytest.fixture
def reader(app, monkeypatch):
    """Somebody who follows two people of three, on a site that shows two posts a page."""
    monkeypatch.setitem(app.config, "POSTS_PER_PAGE", 2)
    reader, *authors, other = (factories.user(username=name) for name in ("rita", "ann", "ben", "zoe"))
    for minute, author in enumerate([reader, *authors, other] * 2):
        factories.post(author=author, body=f"{minute}", timestamp=BEGINNING + timedelta(minutes=minute))
    for author in authors:
        reader.follow(author)
    db.session.commit()
    return reader


def test_home_shows_every_post_once_in_order(reader):
    page, pages = feed.home(reader, before=None), []
    while page.older:
        pages.append([post.body for post in page.items])
        page = feed.home(reader, before=page.older)

    assert [*pages, [post.body for post in page.items]] == [["6", "5"], ["4", "2"], ["1", "0"]]


def test_posts_of_one_moment_are_neither_lost_nor_doubled(reader):
    for number in range(5):
        factories.post(author=reader, body=f"same {number}", timestamp=BEGINNING + timedelta(days=1))
    first = feed.home(reader, before=None)
    second = feed.home(reader, before=first.older)

    assert [post.body for post in (*first.items, *second.items)] == ["same 4", "same 3", "same 2", "same 1"]
