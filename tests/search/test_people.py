"""People by their names and by what they say, on each database."""

import pytest
import sqlalchemy as sa

from app import db
from app.models import User
from app.search.people import find_people, followed_of
from tests import factories
from tests.support.naughty import SOME


@pytest.fixture
def reader(app):
    """Who looks; nobody finds them by the words below."""
    return factories.user(username="rita")


@pytest.fixture
def found(reader):
    """The names of the people who are found."""
    return lambda text: [user.username for user in find_people(text, reader=reader).items]


def test_people_by_names_beginnings_and_words(found):
    factories.user(username="susan", about_me="I like rain")
    factories.user(username="Susanne")
    factories.user(username="mary.jane", about_me="a friend of Susan's")

    assert found("SUSAN") == ["susan", "Susanne", "mary.jane"]
    assert found("@sus") == ["Susanne", "susan", "mary.jane"]
    assert (found("jane"), found("rain like"), found("mary.jane")) == (
        ["mary.jane"],
        ["susan"],
        ["mary.jane"],
    )


def test_the_index_of_people_is_kept_in_step(found):
    factories.user(username="susan", about_me="rain")
    bob = factories.user(username="bob", about_me="rain")
    db.session.execute(sa.update(User).where(User.username == "susan").values(about_me="sun"))
    db.session.execute(sa.delete(User).where(User.id == bob.id))
    db.session.commit()

    assert (found("rain"), found("sun"), found("bob")) == ([], ["susan"], [])


def test_nothing_that_can_be_typed_is_a_mistake_among_people_either(reader):
    factories.user(username="susan")

    for text in SOME:
        find_people(text, reader=reader)


def test_the_namesake_is_first_and_on_no_other_page(app, reader, monkeypatch):
    monkeypatch.setitem(app.config, "POSTS_PER_PAGE", 2)
    names = ["susan", *(f"susan{number}" for number in range(10))]
    for name in names:
        factories.user(username=name)
    page = find_people("susan", reader=reader)
    seen = [user.username for user in page.items]
    while page.older:
        page = find_people("susan", reader=reader, before=page.older)
        seen += [user.username for user in page.items]

    assert seen[0] == "susan" and sorted(seen) == sorted(names)


def test_whom_one_follows_of_some_people(alice, bob, mallory):
    alice.follow(bob)

    assert followed_of(alice, [bob, mallory]) == {bob.id}


def test_whom_the_reader_blocked_is_not_found(found, reader):
    bob = factories.user(username="bob")
    reader.block(bob)
    db.session.commit()

    assert found("bob") == []
