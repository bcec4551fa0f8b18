"""What is told to users, for as long as a page may ask for it."""

import pytest
import sqlalchemy as sa
import time_machine

from app import db
from app.core import clock
from app.models import Notification
from app.notifications import models
from tests import factories

DAY_S = 24 * 3600


@pytest.fixture
def reader(app):
    """Somebody who has a page."""
    return factories.user(username="rita")


def tell(user, name, *, days_ago):
    with time_machine.travel(clock.now_ts() - days_ago * DAY_S, tick=False):
        user.add_notification(name, 1)
        db.session.commit()


def names():
    return {*db.session.scalars(sa.select(Notification.name))}


def test_what_no_page_asks_for_any_more_is_deleted(reader):
    for days_ago in (0, 6.9, 7.1, 400):
        tell(reader, f"{days_ago}", days_ago=days_ago)
    Notification.prune()

    assert names() == {"0", "6.9"}


def test_there_may_be_more_than_are_deleted_at_once(reader, monkeypatch):
    monkeypatch.setattr(models, "MOST_AT_ONCE", 2)
    for number in range(5):
        tell(reader, f"{number}", days_ago=8)
    Notification.prune()

    assert names() == set()


def test_data_come_back_as_they_were_told(reader):
    assert reader.add_notification("any", {"x": [1, None, "ü"]}).get_data() == {"x": [1, None, "ü"]}
