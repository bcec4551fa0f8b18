"""Posts by their words, on each database."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import db
from app.models import Post, User
from app.search.posts import find_posts
from tests import factories
from tests.factories import BEGINNING
from tests.support.naughty import SOME

HAYSTACK = [
    "Rain over the garden", "rainbow", "the café is closed", "A cat and a dog", "my #cat sleeps",
    "@bob wrote", "bob wrote", "the rainy day", "a day, rainy", "see https://example.com/shop", "up to 3d",
    "東京タワーの夜", "हिन्दी भाषा", "#foo_bar is a name", "foo bar", "ПРОГУЛКА", "well-known",
]  # fmt: skip
NEEDLES = {
    "rain": {"Rain over the garden", "rainbow", "the rainy day", "a day, rainy"},
    "garden rain ": {"Rain over the garden"},
    "gard": {"Rain over the garden"},
    "the": {"Rain over the garden", "the café is closed", "the rainy day"},
    "CAFE": {"the café is closed"},
    "cat": {"A cat and a dog", "my #cat sleeps"},
    "#cat": {"my #cat sleeps"},
    "@bob": {"@bob wrote"},
    '"rainy day"': {"the rainy day"},
    "rainy day": {"the rainy day", "a day, rainy"},
    "example": {"see https://example.com/shop"},
    "to": {"up to 3d"},
    "3d up": {"up to 3d"},
    "東京": {"東京タワーの夜"},
    "हिन्दी": {"हिन्दी भाषा"},
    "#foo_bar": {"#foo_bar is a name"},
    "прогулка": {"ПРОГУЛКА"},
    "well-known": {"well-known"},
    "xyz": set(),
}


def test_what_is_found(write, found):
    write(*HAYSTACK)

    assert {needle: {*found(needle)} for needle in NEEDLES} == NEEDLES


@pytest.mark.parametrize("open_", ["{}", '"{}"', '"{}', "#{}", "from:susan {}", "{} from:{}"])
def test_nothing_that_can_be_typed_is_a_mistake(write, reader, open_):
    write(*SOME)

    for text in SOME:
        find_posts(open_.format(text, text), reader=reader)


def test_what_is_found_is_by_one_author(write, found):
    write("rain here", "sun")
    write("rain there", by=factories.user(username="bob"))

    assert found("rain from:BOB") == found("from:bob") == ["rain there"]
    assert found("rain from:nobody") == found("@@1 rain") == []


def test_the_best_come_first_then_the_newest(write, found):
    write("day of rain", "rain day", "day, rain, rain", "rain of day", "rain days")

    assert found("rain day") == ["rain day", "rain days", "day, rain, rain", "rain of day", "day of rain"]


def test_the_index_is_kept_in_step_by_the_database(write, found):
    kept, changed, deleted = write("one rain", "two rain", "three rain")
    # By hand, past the session.
    db.session.execute(sa.update(Post).where(Post.id == changed.id).values(body="two sun"))
    db.session.execute(sa.delete(Post).where(Post.id == deleted.id))
    db.session.commit()

    assert (found("rain"), found("sun"), kept.body) == (["one rain"], ["two sun"], "one rain")


def test_who_goes_takes_their_posts_from_the_index(write, found):
    bob = factories.user(username="bob")
    write("rain", "rain", by=bob)
    db.session.execute(sa.delete(User).where(User.id == bob.id))
    db.session.commit()
    write("rain again")

    assert found("rain") == ["rain again"]


def test_old_posts_that_come_late_stand_where_they_belong(write, found):
    write("rain today", timestamp=BEGINNING)
    write("rain long ago", timestamp=BEGINNING - timedelta(days=400_000))
    write("rain yesterday", timestamp=BEGINNING - timedelta(days=1))

    assert found("rain ") == ["rain today", "rain yesterday", "rain long ago"]


def walk(reader):
    page = find_posts("rain", reader=reader)
    yield [post.body for post in page.items]
    while page.older:
        page = find_posts("rain", reader=reader, before=type(page.older).parse(str(page.older)))
        yield [post.body for post in page.items]


def test_every_post_is_on_one_page(app, write, reader, monkeypatch):
    monkeypatch.setitem(app.config, "POSTS_PER_PAGE", 2)
    bodies = [f"rain {number}" for number in range(19)]
    # Some in the same moment.
    write(*bodies[:10], timestamp=BEGINNING - timedelta(days=1))
    write(*bodies[10:])

    pages = [*walk(reader)]
    assert [body for page in pages for body in page] == [*reversed(bodies)]
    assert [len(page) for page in pages] == [2] * 9 + [1]


def test_what_is_written_meanwhile_does_not_move_the_pages(app, write, reader, monkeypatch):
    monkeypatch.setitem(app.config, "POSTS_PER_PAGE", 2)
    write("rain 1", "rain 2", "rain 3", timestamp=BEGINNING)
    pages = walk(reader)
    assert next(pages) == ["rain 3", "rain 2"]
    write("rain 4", timestamp=BEGINNING + timedelta(days=1))

    assert [*pages] == [["rain 1"]]
