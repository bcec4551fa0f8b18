"""posts.json, and posts.csv."""

import csv
import json
from datetime import timedelta
from io import BytesIO, StringIO

import pytest

from app.exports import archive, contents
from app.exports.models import Export
from tests import factories
from tests.factories import BEGINNING


@pytest.fixture
def batches_of_two(monkeypatch):
    monkeypatch.setattr(contents, "BATCH", 2)


def raw(user, on_progress=lambda _done, _total: None):
    file = BytesIO()
    count = archive.write(contents.posts(Export(user_id=user.id)), to=file, on_progress=on_progress)
    posts = json.loads(file.getvalue())["posts"]
    assert len(posts) == count
    return file.getvalue()


def posts(user):
    return json.loads(raw(user))["posts"]


def test_without_posts_the_archive_is_empty_and_valid(alice):
    assert json.loads(raw(alice)) == {"posts": []}


def test_a_post_has_its_words_and_its_moment(alice):
    post = factories.post(author=alice, body="hello", timestamp=BEGINNING, language="en")

    told = {"id": post.id, "body": "hello", "timestamp": "2026-01-01T00:00:00Z", "language": "en"}
    assert posts(alice) == [told | {"reply_to": None, "edited_at": None}]


def test_a_reply_says_what_it_answers_and_when_it_was_changed(alice):
    post = factories.post(author=alice)
    factories.post(author=alice, reply_to_id=post.id, edited_at=BEGINNING)

    assert [entry["reply_to"] for entry in posts(alice)] == [None, post.id]
    assert posts(alice)[1]["edited_at"] == "2026-01-01T00:00:00Z"


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


def test_what_was_written_can_be_read(alice):
    ids = [factories.post(author=alice, body="a\nb").id for _ in range(3)]

    assert [post["id"] for post in archive.read(BytesIO(raw(alice)))] == ids
    assert [*archive.read(BytesIO(b'{"posts": [\n]}\n'))] == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
def test_no_cell_of_the_table_is_a_formula(start):
    assert archive.inert(f"{start}1+1") == f"'{start}1+1"
    assert archive.inert(f"1{start}1") == f"1{start}1"


def table(*bodies):
    file = BytesIO()
    rows = archive.Table(file)
    rows.add([{"id": 7, "timestamp": "T", "language": None, "body": body} for body in bodies])
    rows.close()
    return file.getvalue()


def test_the_table_begins_with_the_mark_that_excel_wants():
    assert table() == b"\xef\xbb\xbfid,timestamp,language,body\r\n"


@pytest.mark.parametrize("body", ["a,b", 'a "b"', "a\nb", "a\rb", "a\r\nb", "😀", "שלום", ""])
def test_a_cell_comes_back_as_it_was(body):
    text = table(body).decode("utf-8-sig")

    assert [*csv.reader(StringIO(text, newline=""))][1] == ["7", "T", "", body]
