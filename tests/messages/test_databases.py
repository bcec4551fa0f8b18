"""Messages are the same on every database."""

import sqlalchemy as sa

from app import db
from app.messages.models import BODY_MOST_CHARACTERS
from app.models import Message
from tests import factories
from tests.support.page import Visitor

# A musical sign with as many marks as one character may have, of four bytes each.
HEAVY = "\U0001d157" + "\U0001d165" * 11


def test_the_longest_that_the_form_takes_has_room(app):
    sender, recipient = factories.UserFactory(), factories.UserFactory()
    body = HEAVY * BODY_MOST_CHARACTERS
    Visitor(app, sender).post(f"/send_message/{recipient.username}", message=body)

    assert db.session.scalar(sa.select(Message.body)) == body
