"""posts.json as a stream."""

import json
import tracemalloc
from io import BytesIO

import pytest

from app.core.bundle import Refused
from app.imports import parser
from app.imports.parser import Stream, entries
from tests.imports.conftest import entry, file

MIB = 1024 * 1024


class Endless:
    """A file of 10 GB that says the same again and again."""

    def __init__(self, head, unit):
        self.head, self.unit, self.left = head, unit, 10_000 * MIB

    def read(self, size):
        content = (self.head + self.unit * ((size - len(self.head)) // len(self.unit))) if size else b""
        self.head = self.head[len(content) :]
        self.left -= len(content)
        return content


def read(content):
    return [*entries(Stream(BytesIO(content), on_read=lambda _done: None))]


def refusal(content):
    with pytest.raises(Refused) as refused:
        read(content)
    return refused.value.reason


POSTS = [entry("hello"), entry('a "quoted" \\ word\n😀 \u2028', language="en")]


@pytest.mark.parametrize(
    "options",
    [{}, {"indent": 4}, {"indent": "\t"}, {"separators": (",", ":")}, {"ensure_ascii": False}],
)
def test_any_layout_will_do(options):
    assert read(json.dumps({"posts": POSTS}, **options).encode()) == POSTS


def test_an_entry_a_line_as_we_write_it():
    lines = b",\n".join(json.dumps(post).encode() for post in POSTS)

    assert read(b'{"posts": [\n' + lines + b"\n]}\n") == POSTS


def test_no_posts_are_posts():
    assert read(b'{"posts": []}') == []


def test_what_stands_around_the_posts_is_passed_over():
    around = {"version": 1.5, "by": {"name": "x", "posts": [1]}, "posts": [7], "more": [[], {}, None, True]}

    assert read(json.dumps(around).encode()) == [7]


def test_an_entry_may_be_anything_here():
    assert read(b'{"posts": [1, "x", null, [2], {"a": {"b": [3]}}]}') == [
        1,
        "x",
        None,
        [2],
        {"a": {"b": [3]}},
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"[]", b'[{"body": "hello"}]', b"7", b'"posts"', b"{}", b'{"post": []}', b'{"posts": {}}',
        b'{"posts": null}', b'{"posts": [], "posts": []}', b'{"a": {"posts": []}}',
    ],
)  # fmt: skip
def test_without_one_list_of_posts_there_is_nothing_to_import(content):
    assert refusal(content) == "no-posts"


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b'{"posts": [', b'{"posts": [{"body": "x', b'{"posts": [{}', b'{"posts": []',
        b'{"posts": [}', b'{"posts": ["\xff"]}', b'{"posts": ["\xed\xa0\x80"]}', b'{"posts": ["\\udc00"]}',
        b'{"posts": []} x', b'{"posts": []}{}', b'{"posts": [1,]}', b'{"posts": [NaN]}',
        b'{"posts": [Infinity]}', b'{"posts": ["\n"]}',
        b'{"posts": [' + b"1" * 5000 + b"]}", b'{"posts": [1e999]}', b'{"posts": [/* no */ 1]}',
        b"{'posts': []}", b'{"posts": ["\\x41"]}', b"\x00", '{"posts": []}'.encode("utf-16"),
    ],
)  # fmt: skip
def test_what_is_no_json_is_damaged(content):
    assert refusal(content) == "damaged"


def test_half_of_a_pair_becomes_a_question_mark():
    assert read(b'{"posts": ["\\ud800", "\\ud83d\\ude00"]}') == ["?", "😀"]


@pytest.mark.parametrize("bracket", [b"[", b'{"a":'])
@pytest.mark.parametrize("before", [b"", b'{"posts": ', b'{"posts": [', b'{"x": '])
def test_a_million_levels_deep(bracket, before):
    assert refusal(before + bracket * 1_000_000) in {"damaged", "no-posts"}


def test_a_few_levels_deep_is_not_deep():
    assert read(b'{"posts": [' + b"[" * parser.MOST_DEPTH + b"]" * parser.MOST_DEPTH + b"]}")
    assert refusal(b'{"posts": [' + b"[" * (parser.MOST_DEPTH + 1)) == "damaged"


@pytest.mark.parametrize(
    ("head", "unit", "reason"),
    [
        (b'{"posts": ["', b"x", "endless"), (b'{"posts": [', b"1", "endless"),
        (b'{"posts": [', b" ", "endless"),
        (b"", b" ", "endless"), (b'{"', b"x", "endless"), (b'{"posts": [[', b"1, ", "endless"),
        (b'{"posts": [{', b'"a": 1, ', "endless"), (b'{"x": [', b'"x", ', "endless"),
        (b'{"posts": []', b" ", "endless"), (b'{"posts": [', b"\x00", "damaged"),
        (b'{"posts": [[', b"[], ", "endless"), (b'{"posts": [', b"[", "damaged"),
    ],
)  # fmt: skip
def test_ten_gigabytes_of_anything_take_little_memory(head, unit, reason):
    endless = Endless(head, unit)
    tracemalloc.start()
    with pytest.raises(Refused) as refused:
        [*entries(Stream(endless, on_read=lambda _done: None))]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (refused.value.reason, endless.left > 9_990 * MIB, peak < 16 * MIB) == (reason, True, True)


def test_entries_without_end_are_too_many(monkeypatch):
    monkeypatch.setattr(parser, "MOST_ENTRIES", 100_000)
    with pytest.raises(Refused) as refused:
        sum(1 for _ in entries(Stream(Endless(b'{"posts": [', b"0, "), on_read=lambda _done: None)))

    assert refused.value.reason == "too-many"


def test_the_longest_post_is_no_large_entry():
    post = entry("😀" * 10_000)

    assert read(file(post, post, post)) == [post] * 3


def test_the_stream_knows_what_it_has_read():
    told = []
    stream = Stream(BytesIO(b"abc"), on_read=told.append)
    stream.read(2)
    stream.read(2)

    assert (stream.bytes_read, told) == (3, [2, 3])
    assert stream.sha256().startswith("ba7816bf")
