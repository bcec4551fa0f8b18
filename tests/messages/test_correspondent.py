"""Writing to one another, as other parts see it."""

import pytest

from app import db
from app.core import clock
from app.models import Message


@pytest.fixture
def write():
    def save(sender, recipient, **fields):
        message = Message(sender_id=sender.id, recipient_id=recipient.id, body="hello", **fields)
        db.session.add(message)
        db.session.commit()
        return message

    return save


def test_at_first_nothing_waits_to_be_read(alice):
    assert alice.unread_message_count() == 0


def test_what_waits_is_what_came_and_was_not_read(alice, bob, mallory, write):
    write(bob, alice)
    write(mallory, alice)
    write(bob, alice, read_at=clock.now())
    write(alice, bob)

    assert alice.unread_message_count() == 2 and bob.unread_message_count() == 1


def test_what_nobody_can_see_does_not_wait(alice, bob, write):
    write(bob, alice)
    bob.close()

    assert alice.unread_message_count() == 0


def test_a_message_knows_who_wrote_to_whom(alice, bob, write):
    message = write(alice, bob)

    assert (message.author, message.recipient) == (alice, bob)
    assert repr(message) == f"<Message {message.id}>"


def test_messages_go_with_either_of_the_two(alice, bob, write):
    write(alice, bob)
    db.session.delete(bob)
    db.session.commit()

    assert db.session.scalars(db.select(Message)).all() == []
