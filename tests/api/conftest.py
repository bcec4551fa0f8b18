"""Programs, with a token of Alice and without."""

import pytest

from app import db
from app.models import ApiToken
from tests.factories import token_of
from tests.support.program import Program


@pytest.fixture
def token(alice):
    """A token that Alice gave to a program."""
    return token_of(alice)


@pytest.fixture
def anybody(app):
    """A program without a token."""
    return Program(app)


@pytest.fixture
def alices(app, token):
    """Alice's program."""
    return Program(app, token)


@pytest.fixture
def tokens():
    """The tokens that there are: `tokens()`."""
    return lambda: db.session.scalars(db.select(ApiToken)).all()
