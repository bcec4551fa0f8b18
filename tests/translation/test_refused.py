"""What cannot be translated, and what is no question at all."""

import pytest

from app.core.pages import MOST_ID
from tests import factories
from tests.support.translating import TEXT, ask, send


@pytest.mark.parametrize("post_id", [
    "", " ", "0", "-1", "x", "1.5", "1e3", "٣", "²", "9" * 400, str(MOST_ID + 1), str(MOST_ID), "nan",
])  # fmt: skip
def test_what_names_no_post_is_not_found(as_, alice, site, post, post_id):
    ask(as_(alice), post, post_id=post_id, expect=404)


@pytest.mark.parametrize("body", [
    {"post_id": None}, {"post_id": True}, {"post_id": [1]}, {"post_id": {}}, {"post_id": 1.5},
    {"post_id": 10**20}, {"post_id": -1},
])  # fmt: skip
def test_what_names_no_post_in_json_is_not_found(as_, alice, site, body):
    assert send(as_(alice), body, expect=404).headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("change", [
    {"text": ""}, {"text": " \n"}, {"text": 1}, {"text": None}, {"text": ["a"]}, {"text": "x" * 2001},
    {"source_language": ""}, {"source_language": "auto"}, {"source_language": "xx"}, {"source_language": 1},
    {"dest_language": "en&x=1"}, {"dest_language": "../en"}, {"dest_language": "EN"},
    {"dest_language": "e" * 9999},
    {"dest_language": None}, {"dest_language": ["en"]}, {"dest_language": "en\n"},
], ids=lambda change: str(change)[:40])  # fmt: skip
def test_what_cannot_be_translated_is_refused(as_, alice, site, change):
    send(as_(alice), TEXT | change, expect=422)

    assert site.asked == []


@pytest.mark.parametrize(("body", "status"), [
    (b"", 400), (b"{", 400), (b"\xff", 400), (b"[" * 100_000, 400), (b'{"text": NaN}', 400),
    (b'{"text": "\\ud800", "source_language": "es", "dest_language": "en"}', 400),
    (b'{"text": "\\u0000", "source_language": "es", "dest_language": "en"}', 400),
    (b'{"text": 1e999, "source_language": "es", "dest_language": "en"}', 400),
    (b"[]", 422), (b'"post_id"', 422), (b"1", 422), (b"null", 422), (b"{}", 422),
])  # fmt: skip
def test_a_body_that_says_nothing_is_refused(as_, alice, site, body, status):
    visitor = as_(alice)
    headers = {"X-CSRFToken": visitor._any_token(), "Content-Type": "application/json"}

    visitor._open("/translate", "POST", expect=status, data=body, headers=headers)
    assert site.asked == []


@pytest.mark.parametrize("language", [None, "en", "en-GB", "xx", "?", "x" * 5])
def test_a_post_in_no_foreign_language_is_not_translated(as_, alice, site, post, language):
    post.language = language

    ask(as_(alice), post, expect=422)
    page = as_(alice).post("/translate", expect=422, post_id=post.id)
    assert "Nobody knows a foreign language in this post." in page.text and site.asked == []


def test_posts_that_are_too_long_are_not_sent(as_, alice, bob, site):
    post = factories.post(author=bob, body="día " * 501, language="es")

    assert "too long" in ask(as_(alice), post, expect=422).json["detail"]
