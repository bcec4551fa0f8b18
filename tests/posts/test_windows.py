"""Conversations and mentions as programs go through them, on every database."""

import pytest

from app import db
from tests import factories
from tests.factories import token_of
from tests.support.program import Program, walk


@pytest.fixture
def people(app):
    """Alice and Bob."""
    return [factories.user(username=name) for name in ("alice", "bob")]


def test_replies_and_mentions_are_found_page_by_page(app, people):
    alice, bob = people
    posts = [bob.write("@alice first")]
    posts += [bob.write(f"@alice {number}", reply_to=posts[0]) for number in range(2)]
    db.session.commit()
    alices = Program(app, token_of(alice))
    mentions = alices.get("/api/mentions?per_page=1").json
    more = alices.get(mentions["_links"]["next"]).json

    assert walk(alices, f"/api/posts/{posts[0].id}/replies?per_page=1") == [[posts[2].id], [posts[1].id]]
    told = [one["post"]["id"] for one in mentions["items"] + more["items"]]
    assert told == [posts[2].id, posts[1].id]
