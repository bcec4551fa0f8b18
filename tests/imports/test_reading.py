"""What was uploaded, recognised by its content."""

import re
import tracemalloc
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from app.core.bundle import Refused
from app.imports import reading
from tests.imports.conftest import archive, entry, file, manifest

MIB = 1024 * 1024
APP = Path(__file__).parent.parent.parent / "app"
POSTS = file(entry("hello"))


def check(content, on_progress=lambda _done, _size: None, most_bytes=MIB):
    return reading.check(BytesIO(content), most_bytes=most_bytes, on_progress=on_progress)


def refusal(content, **options):
    with pytest.raises(Refused) as refused:
        check(content, **options)
    return refused.value.reason


def bodies(content):
    return [post["body"] for post in reading.read(BytesIO(content), most_bytes=MIB)]


@pytest.mark.parametrize("content", [POSTS, archive(POSTS), b"\xef\xbb\xbf" + POSTS, b" \r\n\t" + POSTS])
def test_archives_and_posts_are_read(content):
    assert check(content) == 1 and bodies(content) == ["hello"]


def test_the_content_of_an_archive_may_be_anything_else():
    assert check(archive(POSTS, **{"index.html": b"<p>", "pages/1.html": b"", "posts.csv": b"\xff"})) == 1


def test_an_archive_as_its_manifest_says():
    assert check(archive(POSTS, manifest=manifest(posts_json=POSTS))) == 1


@pytest.mark.parametrize(
    "listed",
    [
        manifest(posts_json=POSTS + b" "),
        manifest(posts_json=POSTS[:-1] + b"]"),
        manifest(x=POSTS),
        manifest(),
    ],
)
def test_an_archive_that_is_not_as_its_manifest_says(listed):
    assert refusal(archive(POSTS, manifest=listed)) == "altered"


def test_an_archive_of_a_newer_version():
    assert refusal(archive(POSTS, manifest=manifest() | {"version": 2})) == "newer"


@pytest.mark.parametrize("content", [b"", b"hello", b"\x1f\x8b\x08", b"%PDF-1.7", b"<html>", b"\x00" * 99])
def test_what_is_neither_is_unknown(content):
    assert refusal(content) == "unknown"


@pytest.mark.parametrize("content", [b"[]", b'{"a": 1}'])
def test_without_posts_it_is_none_of_ours(content):
    assert refusal(content) == "no-posts"


def test_an_archive_without_posts_at_its_root():
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("posts/posts.json", POSTS)

    assert refusal(target.getvalue()) == "no-posts"


def test_an_archive_that_would_unpack_to_more_than_allowed():
    assert refusal(archive(b" " * 9 * MIB)) == "too-large"


@pytest.mark.parametrize("unit", [b" ", b"0", b"\x00", b"["])
def test_a_bomb_takes_little_memory(unit):
    content = archive(b'{"posts": [' + unit * 20 * MIB)
    tracemalloc.start()
    reason = refusal(content, most_bytes=1024 * MIB)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert reason in {"endless", "damaged"} and peak < 8 * MIB


def test_posts_that_are_broken_within_an_archive():
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("posts.json", POSTS)

    assert refusal(target.getvalue().replace(b"hello", b"hullo")) == "damaged"


def test_posts_whose_head_within_an_archive_is_broken():
    content = archive(POSTS)

    assert refusal(b"PK\x07\x08" + content[4:]) == "damaged"


def test_how_far_it_is_is_told_in_bytes():
    told = []
    check(POSTS, lambda *progress: told.append(progress))

    assert told[0] == (0, len(POSTS)) and told[-1] == (len(POSTS), len(POSTS))


def test_every_refusal_and_every_reason_has_its_sentence():
    code = "".join(path.read_text() for path in [APP / "core/bundle.py", *(APP / "imports").glob("*.py")])
    raised = set(re.findall(r"(?:Refused|Unfit)\(\"([a-z-]+)\"\)", code))
    words = (APP / "imports/templates/_words.html").read_text()

    assert raised == set(re.findall(r"^  \"([a-z-]+)\":", words, re.MULTILINE))
