"""Posts with given words, and what is found of them."""

import pytest

from app.models import User
from app.search.posts import find_posts
from tests import factories


@pytest.fixture
def write(app):
    """Write posts, one a minute."""
    author = factories.user(username="susan")
    return lambda *bodies, by=author, **columns: [
        factories.post(author=by, body=body, **columns) for body in bodies
    ]


@pytest.fixture
def reader():
    """Who looks: they need no row, as whom they keep away is found by their id."""
    return User(id=0)


@pytest.fixture
def found(reader):
    """The bodies of the posts that are found, the first page of them."""
    return lambda text: [post.body for post in find_posts(text, reader=reader).items]
