"""What an archive holds."""

import json
from datetime import timedelta
from io import BytesIO

import pytest

from app.exports import archive, contents
from app.exports.models import Export, Scope
from tests import factories
from tests.exports.conftest import quietly
from tests.factories import BEGINNING


def account(user, **columns):
    export = Export(user_id=user.id, scope=Scope.ACCOUNT, **columns)
    return {each.name: each for each in contents.of(export)}


def entries(collection):
    return [entry for batch in collection.batches() for entry in batch]


def test_who_asks_for_posts_gets_posts(alice):
    assert [each.name for each in contents.of(Export(user_id=alice.id, scope=Scope.POSTS))] == ["posts"]


def test_an_account_has_more_than_posts(alice):
    assert [*account(alice)] == [
        "posts", "following", "followers", "messages_sent", "messages_received", "notifications",
    ]  # fmt: skip


def test_the_people_around_one(alice, bob, mallory):
    alice.follow(bob)
    mallory.follow(alice)
    told = account(alice)

    assert entries(told["following"]) == [{"id": bob.id, "username": "bob"}]
    assert entries(told["followers"]) == [{"id": mallory.id, "username": "mallory"}]


def test_messages_in_both_directions_and_nobody_elses(alice, bob, mallory):
    factories.message(sender_id=alice.id, recipient_id=bob.id, body="hi")
    factories.message(sender_id=bob.id, recipient_id=alice.id, body="ho")
    factories.message(sender_id=bob.id, recipient_id=mallory.id, body="psst")
    told = account(alice)

    assert [(one["to"], one["body"]) for one in entries(told["messages_sent"])] == [("bob", "hi")]
    assert [(one["from"], one["body"]) for one in entries(told["messages_received"])] == [("bob", "ho")]


def test_what_one_was_told(alice, bob):
    alice.add_notification("unread_message_count", 3)
    bob.add_notification("unread_message_count", 4)

    [told] = entries(account(alice)["notifications"])
    assert (told["name"], told["payload_json"]) == ("unread_message_count", "3")


def test_the_profile_has_no_secrets(alice):
    assert set(contents.profile(alice)) == {"id", "username", "email", "about_me", "last_seen"}


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5])
def test_nothing_is_lost_or_doubled_between_batches(alice, bob, monkeypatch, count):
    monkeypatch.setattr(contents, "BATCH", 2)
    for _ in range(count):
        factories.message(sender_id=alice.id, recipient_id=bob.id)
    sent = account(alice)["messages_sent"]

    assert len({one["id"] for one in entries(sent)}) == len(entries(sent)) == sent.count() == count


def test_between_two_moments(alice):
    for day in range(4):
        factories.post(author=alice, body=f"{day}", timestamp=BEGINNING + timedelta(days=day))
    since, until = BEGINNING + timedelta(days=1), BEGINNING + timedelta(days=3)
    posts = account(alice, since=since, until=until)["posts"]

    assert [post["body"] for post in entries(posts)] == ["1", "2"]
    assert posts.count() == 2


def test_the_newest_are_a_sample(alice):
    ids = [factories.post(author=alice).id for _ in range(4)]

    assert [post["id"] for post in account(alice)["posts"].newest(2)] == [ids[3], ids[2]]


def test_everything_can_be_written(alice, bob):
    alice.follow(bob)
    factories.post(author=alice)
    factories.message(sender_id=alice.id, recipient_id=bob.id)
    alice.add_notification("unread_message_count", 3)

    for collection in account(alice).values():
        file = BytesIO()
        count = archive.write(collection, to=file, on_progress=quietly)
        assert len(json.loads(file.getvalue())[collection.name]) == count


def test_after_long_texts_fewer_are_read_at_a_time(alice, monkeypatch):
    monkeypatch.setattr(contents, "BATCH_CHARACTERS", 1_000)
    monkeypatch.setattr(contents, "FIRST_BATCH", 2)
    for length in (10, 10, 600, 600, 600):
        factories.post(author=alice, body="x" * length)
    batches = [[len(post["body"]) for post in batch] for batch in account(alice)["posts"].batches()]

    assert batches == [[10, 10], [600, 600, 600]]


def test_each_is_read_though_it_is_longer_than_all_should_be(alice, monkeypatch):
    monkeypatch.setattr(contents, "BATCH_CHARACTERS", 10)
    monkeypatch.setattr(contents, "FIRST_BATCH", 1)
    for _ in range(3):
        factories.post(author=alice, body="x" * 100)

    assert [len(batch) for batch in account(alice)["posts"].batches()] == [1, 1, 1]
