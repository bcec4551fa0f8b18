"""Two administrators who decide at the same moment, on databases where that can happen."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

import pytest
import sqlalchemy as sa

from app import db
from app.models import Act
from tests import factories
from tests.support.page import Visitor

pytestmark = pytest.mark.only_on("postgresql", "mariadb", why="SQLite lets one writer in at a time")
READS = ("SELECT", "BEGIN", "SET")


@pytest.fixture
def decide(app):
    """Have two administrators send the same; both have read what there is before either writes."""
    meeting = Barrier(2)

    def meet(*event):
        if not event[2].startswith(READS) or "UPDATE" in event[2]:
            # Whoever has to wait for the other in the database cannot come.
            with contextlib.suppress(BrokenBarrierError):
                meeting.wait(1)

    def send(visitor, path, fields):
        with app.app_context():
            return visitor.client.post(path, data=fields).status_code

    def both(path, **fields):
        visitors = [Visitor(app, factories.user(is_admin=True)) for _ in range(2)]
        forms = [fields | {"csrf_token": visitor.get("/moderation").token} for visitor in visitors]
        sa.event.listen(db.engine, "before_cursor_execute", meet)
        with ThreadPoolExecutor(2) as threads:
            return sorted(threads.map(send, visitors, [path] * 2, forms))

    yield both
    sa.event.remove(db.engine, "before_cursor_execute", meet)


def acts():
    return [*db.session.scalars(sa.select(Act.verb))]


def test_an_account_is_suspended_once_and_the_other_is_told(decide, bob):
    assert decide("/moderation/users/bob/suspend", why="spam") == [303, 409]
    assert acts() == ["suspend"]


def test_an_account_is_opened_once(decide, bob):
    bob.suspend("spam")
    db.session.commit()

    assert decide("/moderation/users/bob/unsuspend") == [303, 303]
    assert acts() == ["unsuspend"]


def test_a_report_is_dismissed_once_and_the_other_is_told(decide, alice, bob, report):
    report_id = report(alice, person=bob).id
    db.session.commit()

    assert decide(f"/moderation/reports/{report_id}/dismiss") == [303, 409]
    assert acts() == ["dismiss"]


def test_a_post_is_removed_once_and_for_the_other_it_is_gone(decide, bob):
    post_id = factories.post(author=bob).id
    db.session.commit()

    assert decide(f"/moderation/posts/{post_id}/remove", why="spam") == [303, 404]
    assert acts() == ["remove"]
