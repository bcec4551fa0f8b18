"""Timelines."""

from datetime import timedelta

import pytest

from app import db
from app.core.pages import Cursor
from app.posts import feed
from tests import factories
from tests.factories import BEGINNING


@pytest.fixture(autouse=True)
def pages_of_three(app, monkeypatch):
    monkeypatch.setitem(app.config, "POSTS_PER_PAGE", 3)


def write(author, *minutes):
    moments = [BEGINNING + timedelta(minutes=minute) for minute in minutes]
    return [factories.post(author=author, body=f"{minute}", timestamp=moment) for minute, moment in
            zip(minutes, moments, strict=True)]  # fmt: skip


def bodies(page):
    return [post.body for post in page.items]


def walk(pages):
    """The bodies of all pages of a timeline, page by page."""
    page = pages(before=None)
    yield bodies(page)
    while page.older:
        page = pages(before=page.older)
        yield bodies(page)


def test_following_posts_are_those_of_the_followed_and_ones_own_newest_first(alice, bob, mallory):
    write(alice, 1)
    write(bob, 2, 4)
    write(mallory, 3)
    alice.follow(bob)

    assert [post.body for post in db.session.scalars(alice.following_posts())] == ["4", "2", "1"]


def test_home_shows_every_post_once_in_order(alice, bob):
    write(alice, 1, 5, 6, 7)
    write(bob, 0, 2, 3, 4)
    alice.follow(bob)
    db.session.commit()

    assert [*walk(lambda before: feed.home(alice, before=before))] == [
        ["7", "6", "5"], ["4", "3", "2"], ["1", "0"],
    ]  # fmt: skip


def test_posts_of_the_same_moment_are_neither_lost_nor_doubled(alice, bob):
    alice.follow(bob)
    for number in range(5):
        factories.post(author=alice, body=f"a{number}", timestamp=BEGINNING)
        factories.post(author=bob, body=f"b{number}", timestamp=BEGINNING)

    seen = [body for page in walk(lambda before: feed.home(alice, before=before)) for body in page]

    assert seen == ["b4", "a4", "b3", "a3", "b2", "a2", "b1", "a1", "b0", "a0"]


def test_explore_shows_everybody(alice, bob):
    write(alice, 1, 3)
    write(bob, 2, 4)

    assert [*walk(lambda before: feed.everybody(alice, before=before))] == [["4", "3", "2"], ["1"]]


def test_a_profile_shows_one_person(alice, bob):
    write(alice, 1, 3)
    write(bob, 2)

    assert [*walk(lambda before: feed.by(alice, before=before))] == [["3", "1"]]


def test_a_last_page_that_is_full_has_nothing_behind_it(alice):
    write(alice, 1, 2, 3)

    assert feed.by(alice, before=None).older is None


def test_the_cursor_of_a_page_is_the_place_of_its_last_post(alice):
    posts = write(alice, 1, 2, 3, 4)

    assert feed.everybody(alice, before=None).older == Cursor(posts[1].timestamp, posts[1].id)
