"""How many posts have come since a page was made."""

from datetime import timedelta

import pytest

from app.core.pages import Cursor
from app.extensions import db
from app.models import Post
from app.posts.routes import COUNTED
from tests import factories
from tests.factories import BEGINNING
from tests.posts.test_routes import WRONG_PLACES


def address(page):
    [timeline] = page.all("section", id="timeline")
    return timeline["data-url"]


def news(visitor, path):
    return visitor.get(path, headers={"Accept": "application/json"}).json


def write(author, minute):
    return factories.post(author=author, timestamp=BEGINNING + timedelta(minutes=minute))


def test_a_page_knows_all_that_it_shows(as_, alice):
    write(alice, 1)
    visitor = as_(alice)

    assert news(visitor, address(visitor.get("/")))["count"] == 0


def test_what_comes_later_is_counted_in_words(as_, alice, bob):
    alice.follow(bob)
    write(bob, 1)
    visitor = as_(alice)
    asked = address(visitor.get("/"))
    write(bob, 2)
    assert news(visitor, asked) == {"count": 1, "words": "1 new post"}
    write(bob, 3)

    assert news(visitor, asked) == {"count": 2, "words": "2 new posts"}


def test_where_nothing_was_everything_is_new(as_, alice, bob):
    alice.follow(bob)
    visitor = as_(alice)
    asked = address(visitor.get("/"))
    write(bob, 1)

    assert news(visitor, asked)["count"] == 1


def test_only_posts_that_home_shows_are_counted(as_, alice, bob, mallory):
    alice.follow(bob)
    visitor = as_(alice)
    asked = address(visitor.get("/"))
    write(mallory, 1)

    assert news(visitor, asked)["count"] == 0


def test_a_post_of_the_same_moment_is_not_lost(as_, alice, bob):
    alice.follow(bob)
    first, _second = write(bob, 1), write(bob, 1)

    assert news(as_(alice), f"/posts/new?after={Cursor.of(first)}")["count"] == 1


def test_it_counts_no_further_than_anybody_cares(as_, alice):
    moments = (BEGINNING + timedelta(minutes=minute) for minute in range(COUNTED + 20))
    db.session.add_all(Post(body="x", timestamp=moment, user_id=alice.id) for moment in moments)

    assert news(as_(alice), "/posts/new?after=0-0") == {
        "count": COUNTED + 1,
        "words": "More than 99 new posts",
    }


@pytest.mark.parametrize("place", WRONG_PLACES)
def test_a_place_that_this_site_never_made_is_refused(as_, alice, place):
    as_(alice).get(f"/posts/new?after={place}", expect=400)


def test_a_place_has_to_be_named(as_, alice):
    as_(alice).get("/posts/new", expect=400)


def test_a_script_whose_session_has_ended_is_told(stranger):
    stranger.get("/posts/new?after=0-0", expect=401, headers={"Accept": "application/json"})
