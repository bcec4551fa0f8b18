"""posts.json."""

import json
from datetime import timedelta
from io import BytesIO

import pytest

from app.exports import archive
from tests import factories
from tests.factories import BEGINNING


@pytest.fixture
def batches_of_two(monkeypatch):
    monkeypatch.setattr(archive, "BATCH", 2)


def raw(user, on_progress=lambda _done, _total: None):
    file = BytesIO()
    count = archive.write(user.id, to=file, on_progress=on_progress)
    posts = json.loads(file.getvalue())["posts"]
    assert len(posts) == count
    return file.getvalue()


def posts(user):
    return json.loads(raw(user))["posts"]


def test_without_posts_the_archive_is_empty_and_valid(alice):
    assert json.loads(raw(alice)) == {"posts": []}


def test_a_post_has_its_words_and_its_moment(alice):
    post = factories.post(author=alice, body="hello", timestamp=BEGINNING, language="en")

    assert posts(alice) == [
        {"id": post.id, "body": "hello", "timestamp": "2026-01-01T00:00:00Z", "language": "en"}
    ]


def test_a_moment_keeps_its_microseconds(alice):
    factories.post(author=alice, timestamp=BEGINNING + timedelta(microseconds=7))

    assert posts(alice)[0]["timestamp"] == "2026-01-01T00:00:00.000007Z"


@pytest.mark.parametrize(
    "body", ["שלום", "👨‍👩‍👧‍👦", 'a "quoted" \\ word', "line\nbreak", "\u2028 \x1b \x7f", "</script>"]
)
def test_words_come_back_as_they_were_written(alice, body):
    factories.post(author=alice, body=body)

    assert posts(alice)[0]["body"] == body


def test_letters_are_written_as_letters(alice):
    factories.post(author=alice, body="žluťoučký 😀")

    assert "žluťoučký 😀".encode() in raw(alice)


def test_the_oldest_comes_first(alice):
    for minute in (2, 0, 1):
        factories.post(author=alice, body=f"{minute}", timestamp=BEGINNING + timedelta(minutes=minute))

    assert [post["body"] for post in posts(alice)] == ["0", "1", "2"]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_no_post_is_lost_or_doubled_between_batches(alice, batches_of_two, count):
    for number in range(count):
        factories.post(author=alice, body=f"{number}", timestamp=BEGINNING + timedelta(minutes=number))

    assert [post["body"] for post in posts(alice)] == [f"{number}" for number in range(count)]


def test_posts_of_one_moment_are_neither_lost_nor_doubled(alice, batches_of_two):
    ids = [factories.post(author=alice, timestamp=BEGINNING).id for _ in range(5)]

    assert [post["id"] for post in posts(alice)] == ids


def test_nobody_elses_posts_are_in_it(alice, bob, batches_of_two):
    for author in (bob, alice, bob, alice, bob, alice):
        factories.post(author=author, body=author.username)

    assert {post["body"] for post in posts(alice)} == {"alice"}


def test_progress_is_told_after_every_batch(alice, batches_of_two):
    told = []
    for _ in range(5):
        factories.post(author=alice)
    raw(alice, lambda done, total: told.append((done, total)))

    assert told == [(2, 5), (4, 5), (5, 5)]


def test_posts_written_meanwhile_do_not_push_progress_over_the_top(alice, batches_of_two):
    told = []

    def write_another(done, total):
        told.append((done, total))
        if len(told) == 1:
            factories.post(author=alice, timestamp=BEGINNING + timedelta(days=365))

    for _ in range(2):
        factories.post(author=alice)
    raw(alice, write_another)

    assert told == [(2, 2), (3, 3)]


def test_counting(alice, bob):
    factories.post(author=alice)

    assert (archive.count(alice.id), archive.count(bob.id)) == (1, 0)
