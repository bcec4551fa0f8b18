"""The ZIP."""

import csv
import json
from datetime import timedelta
from hashlib import sha256
from io import StringIO

import pytest

from app.exports import package, packing
from app.exports.models import Scope
from tests import factories
from tests.exports.conftest import opened
from tests.factories import BEGINNING


@pytest.fixture
def archive(exported, alice):
    """The archive of Alice, who wrote two posts."""
    factories.post(author=alice, body="=1+1", timestamp=BEGINNING, language="en")
    factories.post(author=alice, body="two\nlines", timestamp=BEGINNING + timedelta(days=1))
    return opened(exported(alice))


def manifest(archive):
    return json.loads(archive.read("manifest.json"))


def test_what_is_in_it(archive):
    assert archive.namelist() == ["posts.json", "posts.csv", "index.html", "manifest.json"]
    assert archive.testzip() is None


def test_posts_json_is_as_it_is_in_the_mail(archive):
    assert [post["body"] for post in json.loads(archive.read("posts.json"))["posts"]] == [
        "=1+1",
        "two\nlines",
    ]


def test_the_table_has_the_same_posts(archive):
    rows = csv.DictReader(StringIO(archive.read("posts.csv").decode("utf-8-sig"), newline=""))

    assert [row["body"] for row in rows] == ["'=1+1", "two\nlines"]


def test_the_page_has_the_same_posts(archive):
    page = archive.read("index.html").decode()

    assert "=1+1" in page and "two\nlines" in page and "alice" in page


def test_the_manifest_says_what_is_there(archive):
    files = manifest(archive)["files"]

    assert [*files] == ["posts.json", "posts.csv", "index.html"]
    for name, told in files.items():
        content = archive.read(name)
        assert (told["bytes"], told["sha256"]) == (len(content), sha256(content).hexdigest())
    assert files["posts.json"]["entries"] == 2


def test_the_manifest_says_what_was_asked_for(archive):
    told = manifest(archive)

    assert (told["format"], told["version"], told["username"]) == ("microblog-archive", 1, "alice")
    assert (told["scope"], told["since"], told["until"]) == ("posts", None, None)
    assert told["first_post_at"] == "2026-01-01T00:00:00Z" and told["last_post_at"] == "2026-01-02T00:00:00Z"
    assert told["exported_at"].endswith("Z")


def test_the_manifest_says_what_was_left_out_and_why(archive):
    left_out = manifest(archive)["left_out"]

    assert {"password", "profile, follows, messages, notifications"} <= {each["what"] for each in left_out}
    assert all(each["why"] for each in left_out)


def test_a_whole_account(exported, alice):
    archive = opened(exported(alice, scope=Scope.ACCOUNT))

    assert {"profile.json", "followers.json", "messages_received.json"} <= set(archive.namelist())
    assert json.loads(archive.read("profile.json"))["email"] == "alice@example.com"
    assert manifest(archive)["files"]["followers.json"]["entries"] == 0


def test_without_posts_it_is_whole_too(exported, alice):
    archive = opened(exported(alice))

    assert json.loads(archive.read("posts.json")) == {"posts": []}
    assert manifest(archive)["first_post_at"] is None


def test_a_period_stands_on_the_page(exported, alice):
    archive = opened(exported(alice, since=BEGINNING, until=BEGINNING + timedelta(days=31)))

    assert "Jan 1, 2026 to Jan 31, 2026" in archive.read("index.html").decode()
    assert manifest(archive)["until"] == "2026-02-01T00:00:00Z"


def test_files_of_many_gigabytes_have_headers_for_it(exported, alice, monkeypatch):
    monkeypatch.setattr(packing, "LARGE_BYTES", 1)
    archive = opened(exported(alice))

    # The header of Zip64 (APPNOTE.TXT, 4.5.3) begins with its number.
    assert archive.testzip() is None
    with archive.open("posts.json") as file:
        assert file.read() == b'{"posts": [\n]}\n'


def test_an_archive_that_could_not_be_written_leaves_no_noise(tmp_path):
    with (
        pytest.raises(OSError, match="no space"),
        (tmp_path / "file").open("wb") as file,
        package.Package(file, made_at=BEGINNING, large=False) as zip_file,
        zip_file.new_file("one"),
    ):
        raise OSError("no space")

    assert zip_file.files == {}
