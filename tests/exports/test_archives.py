"""Archives, kept until their task has ended."""

import json

import pytest
import time_machine

from app.core import storage
from app.exports import archives
from tests import factories
from tests.factories import BEGINNING


def build(user, on_progress=lambda _done, _total: None):
    return archives.build(user.id, name="a-task", on_progress=on_progress)


@time_machine.travel(BEGINNING, tick=False)
def test_what_is_known_of_an_archive_is_plain(alice):
    factories.post(author=alice)

    assert build(alice) == {
        "path": "archives/a-task.json", "count": 1, "exported_at": "2026-01-01T00:00:00+00:00",
    }  # fmt: skip


def test_an_archive_is_kept(alice):
    factories.post(author=alice, body="hello")
    made = build(alice)

    assert [post["body"] for post in json.load(storage.open_file(made["path"]))["posts"]] == ["hello"]


def test_half_an_archive_is_never_kept(alice):
    def fail(_done, _total):
        raise OSError("no space left")

    archives.discard("a-task")
    factories.post(author=alice)
    with pytest.raises(OSError, match="no space left"):
        build(alice, fail)

    assert not storage.exists(archives.path_of("a-task"))


def test_what_is_not_needed_any_more_is_thrown_away_once_or_twice(alice):
    made = build(alice)
    archives.discard("a-task")
    archives.discard("a-task")

    assert not storage.exists(made["path"])
