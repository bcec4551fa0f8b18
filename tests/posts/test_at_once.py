"""Several people who write at the same moment, on databases where that can happen."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

import pytest
import sqlalchemy as sa

from app import db
from app.models import Notification, Post, User
from tests import factories

pytestmark = pytest.mark.only_on("postgresql", "mariadb", why="SQLite lets one writer in at a time")
# After what one waits for the other, to be in their way as far as can be.
MEETING = ("INSERT INTO post", "INSERT INTO mention", "FOR UPDATE", "FOR NO KEY UPDATE")


@pytest.fixture
def at_once(app):
    """Have two people do something, each in a transaction; both wait for each other where they can."""
    meeting = Barrier(2)

    def meet(*event):
        # Whoever has to wait for the other in the database cannot come.
        if any(words in event[2] for words in MEETING):
            with contextlib.suppress(BrokenBarrierError):
                meeting.wait(1)

    def act(does, user_id):
        with app.app_context():
            does(db.session.get(User, user_id))
            db.session.commit()

    sa.event.listen(db.engine, "after_cursor_execute", meet)
    with ThreadPoolExecutor(2) as threads:
        yield lambda *doings: [*threads.map(act, *zip(*doings, strict=True))]
    sa.event.remove(db.engine, "after_cursor_execute", meet)


def told(user):
    """The numbers of mentions that the user's pages were told."""
    found = sa.select(Notification).where(Notification.user_id == user.id)
    return [news.get_data() for news in db.session.scalars(found)]


def answer(post_id, body):
    return lambda user: user.write(body, reply_to=db.session.get(Post, post_id))


def test_two_who_name_each_other_are_both_told(at_once, alice, bob):
    at_once((lambda user: user.write("@bob"), alice.id), (lambda user: user.write("@alice"), bob.id))

    assert (told(alice), told(bob)) == ([1], [1])


def test_two_replies_are_told_as_two(at_once, alice, bob, mallory):
    post_id = factories.post(author=alice).id
    db.session.commit()
    at_once((answer(post_id, "yes"), bob.id), (answer(post_id, "no"), mallory.id))

    assert told(alice) == [2]


def test_a_post_is_changed_and_answered_in_one_moment(at_once, alice, bob):
    post_id = factories.post(author=alice).id
    db.session.commit()

    def change(user):
        user.rewrite(user.hold(post_id, body="@bob"), "@bob")

    at_once((change, alice.id), (answer(post_id, "yes"), bob.id))

    assert (told(alice), told(bob)) == ([1], [1])
