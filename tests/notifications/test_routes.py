"""What the browser asks every few seconds."""

from urllib.parse import quote

import pytest
import time_machine

from app import db
from app.models import Notification
from tests.factories import BEGINNING

JSON = {"Accept": "application/json"}


def tell(user, name, data, at):
    with time_machine.travel(at, tick=False):
        user.add_notification(name, data)
        db.session.commit()


def asked(visitor, since=""):
    return visitor.get(f"/notifications{since}", headers=JSON).json


def test_no_news_is_an_empty_list(as_, alice):
    assert asked(as_(alice)) == []


def test_news_come_oldest_first_with_their_moment(as_, alice):
    tell(alice, "b", 2, 200.5)
    tell(alice, "a", {"x": [1]}, 100.25)

    assert asked(as_(alice)) == [
        {"name": "a", "data": {"x": [1]}, "timestamp": 100.25}, {"name": "b", "data": 2, "timestamp": 200.5},
    ]  # fmt: skip


@pytest.mark.parametrize(("since", "names"), [
    ("0", ["a", "b"]), ("100.25", ["b"]), ("100.2499", ["a", "b"]), ("200.5", []), ("1e2", ["a", "b"]),
    ("9" * 300, []),
])  # fmt: skip
def test_only_what_is_newer_is_told(as_, alice, since, names):
    tell(alice, "a", 1, 100.25)
    tell(alice, "b", 2, 200.5)

    assert [news["name"] for news in asked(as_(alice), f"?since={since}")] == names


def test_a_moment_keeps_its_microseconds(as_, alice):
    tell(alice, "a", 1, BEGINNING.timestamp() + 0.123456)
    [news] = asked(as_(alice))

    assert asked(as_(alice), f"?since={news['timestamp']}") == []
    assert len(asked(as_(alice), f"?since={news['timestamp'] - 0.000002}")) == 1


def test_newer_news_of_a_thing_replace_the_older(as_, alice):
    tell(alice, "unread_message_count", 1, 100)
    tell(alice, "unread_message_count", 2, 200)

    assert [news["data"] for news in asked(as_(alice))] == [2]


def test_news_of_several_things_of_a_name_stand_side_by_side(as_, alice):
    for about in ("one", "two", "two"):
        Notification.tell(alice.id, "task_progress", {"task_id": about}, about=about)
    db.session.commit()

    assert [news["data"]["task_id"] for news in asked(as_(alice))] == ["one", "two"]


@pytest.mark.parametrize("since", [
    "nan", "NaN", "inf", "-inf", "Infinity", "-1", "-0.5", "", "x", "1,5", "1e999", "0x10", "1;DROP TABLE",
    "[]", "\x00", "9" * 400,
])  # fmt: skip
def test_a_moment_that_is_none_is_refused(as_, alice, since):
    as_(alice).get(f"/notifications?since={quote(since)}", expect=400, headers=JSON)


def test_a_program_that_is_not_logged_in_is_told_so(stranger):
    page = stranger.get("/notifications", expect=401, headers=JSON)

    assert page.headers["Content-Type"] == "application/problem+json"
    assert page.json["title"] == "Unauthorized"


def test_nobody_hears_what_is_told_to_others(as_, alice, mallory):
    tell(alice, "unread_message_count", 1, 100)

    assert asked(as_(mallory)) == []


def test_asking_does_not_mean_being_there(as_, alice):
    alice.last_seen = BEGINNING
    asked(as_(alice))

    assert alice.last_seen == BEGINNING


def test_the_answer_is_not_kept(as_, alice):
    assert as_(alice).get("/notifications").headers["Cache-Control"] == "private, no-store"
