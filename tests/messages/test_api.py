"""Private messages for programs."""

import pytest
import sqlalchemy as sa

from app import db
from app.core.redis import RedisError
from app.extensions import limiter
from app.messages import limits
from app.models import Message
from tests import factories
from tests.factories import token_of
from tests.support.apps import another_app
from tests.support.page import Visitor
from tests.support.program import Program, ids

MOST_QUERIES = 8


@pytest.fixture
def program(app):
    """The program of a user: `program(alice)`."""
    return lambda user, site=app: Program(site, token_of(user))


@pytest.fixture
def alices(program, alice):
    return program(alice)


def write(sender, recipient, **columns):
    return factories.message(author=sender, recipient=recipient, **columns)


def path_to(user):
    return f"/api/users/{user.id}/messages"


def test_one_writes_to_somebody_who_reads_it(program, alices, alice, bob):
    told = alices.post(path_to(bob), expect=201, json={"body": " Hello\r\nBob "}).json

    assert (told["body"], told["author"]["username"], told["read_at"]) == ("Hello\nBob", "alice", None)
    assert program(bob).get(path_to(alice)).json["items"] == [told]


def test_the_recipient_is_told_by_mail_after_the_response(alices, bob, outbox):
    answer = alices.post(path_to(bob), expect=201, json={"body": "hello"})
    assert outbox == []

    answer.close()

    assert [mail.recipients for mail in outbox] == [["bob@example.com"]]


def test_the_recipient_s_pages_are_told(alices, bob):
    alices.post(path_to(bob), expect=201, json={"body": "hello"})

    assert bob.unread_message_count() == 1


@pytest.mark.parametrize("body", ["", " ", "\u2800", "x" * 2001, 7, None], ids=ascii)
def test_what_the_form_refuses_is_refused(alices, bob, body):
    assert alices.post(path_to(bob), expect=422, json={"body": body}).json["errors"].keys() == {"body"}
    assert db.session.scalars(sa.select(Message)).all() == []


def test_nobody_writes_to_themselves_nor_to_who_is_not_there(alices, alice):
    for path, expect in ((path_to(alice), 403), ("/api/users/99/messages", 404)):
        alices.post(path, expect=expect, json={"body": "hello"})
        alices.get(path, expect=expect)
        alices.post(f"{path}/read", expect=expect)


def test_nobody_writes_to_an_account_that_is_being_deleted(alices, bob):
    path = path_to(bob)
    bob.close()

    alices.post(path, expect=404, json={"body": "hello"})


def test_a_conversation_is_between_two(program, alices, alice, bob, mallory):
    ours = [write(alice, bob).id, write(bob, alice).id]
    write(bob, mallory)
    write(mallory, bob)

    assert ids(alices.get(path_to(bob))) == ours[::-1]
    assert ids(program(mallory).get(path_to(alice))) == []
    assert ours[0] not in ids(program(mallory).get(path_to(bob)))


def test_conversations_have_their_last_messages_the_newest_first(alices, alice, bob, mallory):
    write(bob, alice)
    write(mallory, alice)
    last = write(alice, bob)
    first, second = alices.get("/api/conversations").json["items"]

    assert (first["user"]["username"], first["last_message"]["id"], first["unread"]) == ("bob", last.id, True)
    assert second["_links"]["messages"] == path_to(mallory)


def test_nobody_sees_the_conversations_of_others(program, alice, bob, mallory):
    write(alice, bob)

    assert program(mallory).get("/api/conversations").json["items"] == []


def test_to_look_marks_nothing_as_read_but_one_may_say_so(alices, alice, bob, mallory):
    for sender in (bob, mallory):
        write(sender, alice)
    alices.get(path_to(bob))
    assert alice.unread_message_count() == 2

    alices.post(f"{path_to(bob)}/read", expect=204)

    assert alice.unread_message_count() == 1
    assert [one["unread"] for one in alices.get("/api/conversations").json["items"]] == [True, False]


@pytest.mark.parametrize("path", ["/api/conversations", "/api/users/{}/messages"])
def test_a_page_asks_the_database_little(alices, alice, bob, statements, path):
    path = path.format(bob.id)
    for other in [bob, *(factories.user() for _ in range(5))]:
        write(other, alice)
        write(alice, other)
    # The first time it is noted that the token is in use.
    alices.get(path)
    statements.clear()
    alices.get(path)

    assert len(statements) <= MOST_QUERIES


def test_pages_and_programs_count_together(app, program, alice, bob):
    with another_app(app, RATELIMIT_ENABLED=True) as limited:
        for number in range(limits.MOST_A_MINUTE):
            Visitor(limited, alice).post("/messages/bob", message=f"number {number}")

        program(alice, limited).post(path_to(bob), expect=429, json={"body": "hello"})
        program(bob, limited).post(path_to(alice), expect=201, json={"body": "hello"})


def test_what_was_written_before_a_block_can_be_read_and_nothing_be_added(alices, alice, bob):
    write(bob, alice)
    bob.block(alice)
    db.session.commit()

    assert len(alices.get(path_to(bob)).json["items"]) == 1
    alices.post(f"{path_to(bob)}/read", expect=204)
    assert (
        "You cannot write to bob."
        in alices.post(path_to(bob), expect=403, json={"body": "Hello"}).json["detail"]
    )


def test_while_redis_is_away_each_process_counts_for_itself(app, program, alice, bob):
    with another_app(app, RATELIMIT_ENABLED=True, REDIS_URL="redis://127.0.0.1:1/0") as limited:
        alices = program(alice, limited)
        for _ in range(limits.MOST_A_MINUTE):
            alices.post(path_to(bob), expect=201, json={"body": "hello"})

        alices.post(path_to(bob), expect=429, json={"body": "hello"})


def test_redis_that_goes_in_that_moment_keeps_nobody_from_writing(
    app, program, alice, bob, monkeypatch, caplog
):
    with another_app(app, RATELIMIT_ENABLED=True) as limited:
        monkeypatch.setattr(limiter.storage, "incr", failing(limiter.storage.incr))
        program(alice, limited).post(path_to(bob), expect=201, json={"body": "hello"})

    assert f"what user {alice.id} does was not counted" in caplog.text


def failing(count):
    def fail(key, *how, **more):
        if limits.PACE.scope in key:
            raise RedisError
        return count(key, *how, **more)

    return fail
