"""Reviews are the same on every database."""

import pytest
import sqlalchemy as sa

from app import db
from app.feedback import sheet, tally
from app.feedback.models import COMMENTS_MOST_CHARACTERS, Review
from tests.feedback.conftest import save
from tests.support.page import Visitor

# A musical sign with as many marks as one character may have, of four bytes each.
HEAVY = "\U0001d157" + "\U0001d165" * 11


def test_a_review_comes_counts_and_leaves_as_a_line(app):
    Visitor(app).post("/feedback", name="Ida", review="4", comments="Quick.")

    assert tally.now().counts == {4: 1}
    [_head, line] = sheet.csv_lines()
    assert line.endswith("Z,Ida,4,Quick.\r\n")


def test_the_longest_that_the_form_takes_has_room(app):
    comments = HEAVY * COMMENTS_MOST_CHARACTERS
    Visitor(app).post("/feedback", name=HEAVY * 64, review="4", comments=comments)

    assert db.session.scalar(sa.select(Review.comments)) == comments


def test_a_row_written_by_hand_needs_no_moment(app):
    db.session.execute(sa.text("INSERT INTO reviews (name, review, comments) VALUES ('Hand', 3, '')"))

    assert Review.latest()[0].created_at.tzinfo


@pytest.mark.parametrize("rating", [0, 6])
def test_the_database_itself_refuses_other_ratings(app, rating):
    with pytest.raises(sa.exc.DatabaseError):
        save(rating)
    db.session.rollback()
