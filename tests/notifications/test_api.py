"""News for programs."""

import pytest

from app import db
from tests.factories import token_of
from tests.support.program import Program


@pytest.fixture
def alices(app, alice):
    return Program(app, token_of(alice))


def test_news_are_told_once(alices, alice, bob):
    for user, data in ((alice, {"left": 3}), (bob, {"left": 4})):
        user.add_notification("unread", data)
    db.session.commit()
    [news] = alices.get("/api/notifications").json["items"]

    assert (news["name"], news["data"]) == ("unread", {"left": 3})
    assert alices.get(f"/api/notifications?since={news['timestamp']}").json == {"items": []}


@pytest.mark.parametrize("since", ["nan", "inf", "-1", "x", "1e300", ""])
def test_what_is_no_moment_is_refused(alices, since):
    assert "since" in alices.get(f"/api/notifications?since={since}", expect=422).json["errors"]
