"""Reviews, and who looks after the site."""

from datetime import timedelta

import pytest

from app import db
from app.core import clock
from app.models import Review
from tests import factories


@pytest.fixture
def admin(app):
    """An administrator."""
    return factories.user(username="admin", is_admin=True)


@pytest.fixture
def review(app):
    """Save a review."""
    return save


@pytest.fixture
def later(monkeypatch):
    """Let some time pass."""

    def wait(**units):
        then = clock.now() + timedelta(**units)
        monkeypatch.setattr(clock, "now", lambda: then)

    return wait


def save(rating=5, name="Ida", comments="Fine.", **columns):
    """A review."""
    made = Review(name=name, review=rating, comments=comments, **columns)
    db.session.add(made)
    db.session.commit()
    return made
