"""The numbers of reviews: right at once, and cheap."""

import pytest

from app import db
from app.core import clock
from app.feedback import tally
from app.models import Review


@pytest.fixture
def old(review, later):
    """Three reviews of an hour ago, which have been counted."""
    later(hours=-1)
    made = [review(rating) for rating in (5, 5, 2)]
    later(hours=1)
    assert tally.now().total == 3
    return made


def counts():
    return dict(tally.now().counts)


def test_where_nothing_is_the_average_is_nothing(app):
    assert (tally.now().total, tally.now().average, tally.now().share_pct(5)) == (0, 0, 0)


def test_what_is_new_counts_at_once(old, review):
    review(4)
    assert counts() == {5: 2, 2: 1, 4: 1}
    review(4)

    assert counts() == {5: 2, 2: 1, 4: 2} and tally.now().average == 4


def test_what_is_old_is_not_read_again(old, review, statements):
    review(4)
    statements.clear()
    tally.now()

    assert len(statements) == 1 and "reviews.id >= " in statements[0]


def test_what_is_deleted_counts_no_more_after_some_minutes(old, later):
    db.session.delete(old[0])
    db.session.commit()
    later(seconds=tally.KEPT_S + 1)

    assert counts() == {5: 1, 2: 1}


def test_when_all_are_deleted_none_is_counted(old, review):
    db.session.execute(db.delete(Review))
    db.session.commit()

    assert counts() == {}
    review(4)
    assert counts() == {4: 1}


def test_one_that_is_committed_late_is_counted(app, old, review, later):
    newest = review(4)
    later(seconds=tally.KEPT_S + 1)
    counts()
    # Its id was given a while ago, to a transaction that has taken its time.
    late = Review(id=newest.id + 1, name="Ida", review=1, comments="", created_at=clock.now())
    review(3, id=newest.id + 2)
    counts()
    db.session.add(late)
    db.session.commit()

    assert counts() == {5: 2, 2: 1, 4: 1, 3: 1, 1: 1}
