"""Conversations as programs go through them, on every database."""

import pytest

from tests import factories
from tests.factories import token_of
from tests.support.program import Program, walk


@pytest.fixture
def people(app):
    """Alice, Bob, Carla and Dora."""
    return [factories.user(username=name) for name in ("alice", "bob", "carla", "dora")]


@pytest.fixture
def alices(app, people):
    return Program(app, token_of(people[0]))


def write(sender, recipient):
    return factories.message(author=sender, recipient=recipient).id


def test_a_conversation_goes_both_ways_and_by_number(alices, people):
    alice, bob, carla, _dora = people
    sent = [write(alice, bob), write(bob, alice), write(alice, bob), write(bob, alice), write(alice, bob)]
    write(carla, bob)
    sent.reverse()
    path = f"/api/users/{bob.id}/messages?per_page=2"
    last = alices.get(f"{path}&before={sent[3]}").json

    assert walk(alices, path) == walk(alices, f"{path}&page=1") == [sent[:2], sent[2:4], sent[4:]]
    assert walk(alices, last["_links"]["prev"], "prev") == [sent[2:4], sent[:2]]
    assert alices.get(path).json["_meta"]["total_items"] == 5


def test_conversations_go_both_ways_and_tell_what_waits(alices, people):
    alice, *others = people
    for other in others:
        write(other, alice)
    write(others[0], others[1])
    alice.read(others[2])
    first = alices.get("/api/conversations?per_page=2").json
    second = alices.get(first["_links"]["next"]).json
    back = alices.get(second["_links"]["prev"]).json

    told = [(one["user"]["username"], one["unread"]) for one in first["items"] + second["items"]]
    assert told == [("dora", False), ("carla", True), ("bob", True)]
    assert back["items"] == first["items"] and first["_meta"]["total_items"] == 3
