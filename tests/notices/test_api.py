"""Notices that are written down after the answer, as in the guide."""

from pathlib import Path

import orjson
import pytest

from tests.factories import token_of
from tests.support.apps import another_app
from tests.support.program import Program

ANSWER = {"message": "Notification sent in the background"}


@pytest.fixture
def book(app):
    """What is written down, as it stands."""
    path = Path(app.config["NOTICES_FILE"])
    path.unlink(missing_ok=True)
    return lambda: [orjson.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


@pytest.fixture
def alices(app, alice):
    return Program(app, token_of(alice))


def send(program, address="susan@example.com", *, expect=202):
    """Ask for a notice, and take the whole answer."""
    answer = program.post(f"/send-notification/{address}", expect=expect)
    answer.close()
    return answer


def test_both_parts_are_written_the_lower_level_first(alices, alice, book):
    answer = send(alices, "susan@example.com?q=lamp")

    assert answer.json == ANSWER
    assert [line["words"] for line in book()] == ["found query: lamp", "message to susan@example.com"]
    assert {line["user_id"] for line in book()} == {alice.id}


def test_without_a_query_there_is_no_such_part(alices, book):
    send(alices)

    assert [line["words"] for line in book()] == ["message to susan@example.com"]


def test_nothing_is_mailed(alices, book, outbox):
    send(alices)

    assert book() and not outbox


@pytest.mark.parametrize("email", ["susan", "@", "a@b@c", "susan@-example.com"])
def test_what_is_no_address_is_refused(alices, book, email):
    problem = send(alices, email, expect=422).json

    assert problem["detail"] == "This is not an e-mail address." and book() == []


@pytest.mark.parametrize("query", ["q=" + "x" * 201, "q=a&other=b"])
def test_a_query_that_is_not_right_is_refused(alices, book, query):
    send(alices, f"susan@example.com?{query}", expect=422)

    assert book() == []


def test_a_query_cannot_write_lines_of_its_own(alices, book):
    send(alices, "susan@example.com?q=a%0Amessage%20to%20everybody")

    assert book()[0]["words"] == "found query: a\nmessage to everybody"


def test_it_is_for_those_with_a_token(app, as_, alice, book):
    send(Program(app), expect=401)
    send(Program(app, token_of(alice, scopes=["read"])), expect=403)

    assert book() == []


def test_it_counts_among_the_writes_of_the_api(app, alice, book):
    with another_app(app, RATELIMIT_ENABLED=True, API_WRITES_PER_MINUTE=1) as limited:
        program = Program(limited, token_of(alice))
        assert send(program).headers["X-RateLimit-Remaining"] == "0"

        assert "Retry-After" in send(program, expect=429).headers


def test_a_file_that_cannot_be_written_is_told_to_the_operator(app, alices, book, monkeypatch, caplog):
    monkeypatch.setitem(app.config, "NOTICES_FILE", "/proc/no/such/place")
    send(alices)

    assert "what was to be done after a response failed" in caplog.text
