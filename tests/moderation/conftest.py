"""People who look after the site."""

import pytest

from app import db
from app.models import Report
from app.moderation.reports import Reason
from tests import factories


@pytest.fixture
def admin(app):
    """An administrator."""
    return factories.user(username="admin", is_admin=True)


@pytest.fixture
def report():
    """Save that somebody reports a post or a person."""

    def save(by, *, post=None, person=None, reason=Reason.SPAM, words=None):
        made = Report.of_post(post, by=by.id) if post else Report.of_person(person.id, by=by.id)
        made.reason, made.words = reason, words
        db.session.add(made)
        db.session.commit()
        return made

    return save
