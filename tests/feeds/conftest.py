"""People of whom some are open to strangers."""

import pytest

from app import db
from tests import factories


@pytest.fixture
def alice(alice):
    """Her posts can be read by anybody."""
    return opened(alice)


@pytest.fixture
def carol(app):
    """Her posts, too."""
    return opened(factories.user(username="carol"))


def opened(user):
    user.is_public = True
    db.session.commit()
    return user


@pytest.fixture
def write(app):
    """Have somebody write a post."""

    def written(user, body, *, reply_to=None):
        post = user.write(body, reply_to=reply_to)
        db.session.commit()
        return post

    return written
