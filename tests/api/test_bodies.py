"""What a body may be: JSON, strictly read, with known fields of the right types."""

import pytest

from tests.factories import PASSWORD
from tests.support.program import basic

TOKENS = "/api/tokens"
JSON = "application/json"
NO_JSON = [
    b"{", b"{]", b"name=x", b"'x'", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf{}", b'{"name": "a"} x',
    b'{"name": "\xff"}', b'{"name": "\xed\xa0\x80"}', rb'{"name": "\ud800"}', b'{"name": "\x00"}',
    b'{"name": NaN}', b'{"name": Infinity}', b"1e999", b"[" * 100_000, b'{"a":' * 100_000,
]  # fmt: skip
NO_OBJECT = [b"[]", b"[[]]", b"1", b'"name"', b"null", b"true", b"9" * 100, b"[" * 900 + b"]" * 900]
WRONG = [
    {"name": 1}, {"name": True}, {"name": []}, {"name": {}}, {"name": ""}, {"name": "x" * 65},
    {"name": 1e300}, {"name": [["x"]]}, {"name": 10**19},
]  # fmt: skip


@pytest.fixture
def send(anybody, alice):
    """Send a body with Alice's name and password."""
    return lambda **options: anybody.post(TOKENS, headers=basic("alice", PASSWORD), **options)


def short(value):
    return repr(value)[:24]


@pytest.mark.parametrize("body", NO_JSON, ids=short)
def test_what_is_no_json_is_refused(send, body):
    assert send(expect=400, data=body, content_type=JSON).json["detail"] == "The body is not valid JSON."


@pytest.mark.parametrize("body", NO_OBJECT, ids=short)
def test_what_is_no_object_has_no_fields(send, body):
    assert "errors" in send(expect=422, data=body, content_type=JSON).json


@pytest.mark.parametrize("fields", WRONG, ids=short)
def test_a_field_of_the_wrong_type_is_named(send, fields):
    assert set(send(expect=422, json=fields).json["errors"]) == {"name"}


def test_an_unknown_field_is_named(send):
    answer = send(expect=422, json={"name": "x", "user_id": 1, "\u202e": {}})

    assert answer.json["errors"] == {"user_id": ["Unknown field."], "\u202e": ["Unknown field."]}


@pytest.mark.parametrize("body", [rb'{"name": "a\u0000"}', rb'{"\u0000": 1}', rb'{"x": [{"y": ["\u0000"]}]}'])
def test_nul_is_refused_wherever_it_is(send, body):
    assert send(expect=400, data=body, content_type=JSON).json["detail"].endswith("NUL.")


@pytest.mark.parametrize("kind", ["text/plain", "", "application/xml", "application/x-www-form-urlencoded"])
def test_another_kind_of_body_is_refused(send, kind):
    send(expect=415, data=b'{"name": "x"}', content_type=kind)


@pytest.mark.parametrize("kind", [JSON, "application/json; charset=utf-8", "application/problem+json"])
def test_all_kinds_of_json_are_read(send, kind):
    send(data=b'{"name": "x"}', content_type=kind)


def test_a_body_of_two_megabytes_is_too_large(send):
    send(expect=413, data=b"x" * 2 * 1024 * 1024, content_type=JSON)


def test_who_is_unknown_learns_nothing_of_their_body(anybody):
    assert "errors" not in anybody.post(TOKENS, expect=401, json={"user_id": 1}).json
