"""Conversations, on every database."""

import pytest
import sqlalchemy as sa

from app import db
from app.core import clock
from app.messages import conversations
from app.models import Message
from tests import factories


@pytest.fixture
def people(app, monkeypatch):
    """Alice, Bob, Carla and Dora, and pages of two."""
    monkeypatch.setitem(app.config, "POSTS_PER_PAGE", 2)
    return [factories.user(username=name) for name in ("alice", "bob", "carla", "dora")]


def write(sender, recipient, *, read=False):
    return factories.message(author=sender, recipient=recipient, read_at=clock.now() if read else None)


def walk(pages):
    """The items of all pages, page by page."""
    page = pages(before=None)
    yield [*page.items]
    while page.older:
        page = pages(before=page.older)
        yield [*page.items]


def test_who_has_none_has_no_page(people):
    [alice, bob, *_] = people

    assert [*walk(lambda before: conversations.of(alice, before=before))] == [[]]
    assert [*walk(lambda before: conversations.between(alice, bob, before=before))] == [[]]


def test_each_correspondent_comes_once_in_the_order_of_the_last_message(people):
    [alice, bob, carla, dora] = people
    for sender, recipient in [(bob, alice), (alice, carla), (alice, bob), (carla, alice), (dora, alice)]:
        write(sender, recipient)
    write(bob, carla)
    pages = [*walk(lambda before: conversations.of(alice, before=before))]

    assert [[one.other.username for one in page] for page in pages] == [["dora", "carla"], ["bob"]]
    assert [page[0].last.author.username for page in pages] == ["dora", "alice"]


def test_a_conversation_waits_where_something_in_it_was_not_read(people):
    [alice, bob, carla, _dora] = people
    write(bob, alice)
    write(alice, bob)
    write(carla, alice, read=True)
    write(alice, carla)

    assert [(one.other, one.waits) for one in conversations.of(alice, before=None).items] == [
        (carla, False), (bob, True),
    ]  # fmt: skip


def test_what_two_wrote_comes_newest_first_whoever_wrote_it(people):
    [alice, bob, carla, _dora] = people
    written = [write(*two) for two in [(alice, bob), (bob, alice), (bob, alice), (alice, bob), (alice, bob)]]
    write(carla, alice)
    pages = [*walk(lambda before: conversations.between(bob, alice, before=before))]

    assert [one for page in pages for one in page] == written[::-1] and [len(page) for page in pages] == [
        2,
        2,
        1,
    ]


def test_rows_written_by_hand_are_there(people):
    [alice, bob, *_] = people
    insert = "INSERT INTO message (sender_id, recipient_id, body, timestamp) VALUES (:bob, :alice, 'x', :now)"
    db.session.execute(sa.text(insert), {"bob": bob.id, "alice": alice.id, "now": "2026-01-01 00:00:00"})

    assert [one.waits for one in conversations.of(alice, before=None).items] == [True]
    assert len(conversations.between(alice, bob, before=None).items) == 1


def test_what_somebody_wrote_to_themselves_by_hand_is_no_conversation(people):
    [alice, *_] = people
    write(alice, alice)

    assert not conversations.of(alice, before=None).items


def test_reading_marks_what_one_person_wrote_and_counts_what_is_left(people):
    [alice, bob, carla, _dora] = people
    write(bob, alice)
    write(carla, alice)
    write(alice, bob)
    alice.read(bob)

    assert (alice.unread_message_count(), bob.unread_message_count()) == (1, 1)
    assert [one.get_data() for one in db.session.scalars(alice.notifications.select())] == [1]


@pytest.mark.only_on("sqlite", why="the other databases have no plan that is the same every time")
def test_the_list_reads_no_more_than_a_step_for_each_correspondent(people, statements):
    conversations.of(people[0], before=None)
    [*_, asked] = statements
    values = (0,) * asked.count("?")
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", values)

    steps = [row[-1] for row in plan]
    assert not [step for step in steps if step.startswith("SCAN message")], steps
    assert any(step.endswith("(recipient_id=? AND sender_id>?)") for step in steps), steps
    assert any(step.endswith("(sender_id=? AND recipient_id>?)") for step in steps), steps


def test_counting_ends_at_a_thousand(people, monkeypatch):
    monkeypatch.setattr("app.core.counts.COUNTED", 2)
    [alice, bob, *_] = people
    for _ in range(3):
        write(bob, alice)

    assert alice.unread_message_count() == 2
    assert len(db.session.scalars(sa.select(Message)).all()) == 3
