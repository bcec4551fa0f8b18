"""Keeping other people away."""

import pytest
import sqlalchemy as sa

from app import db
from app.models import Mention, Notification, Restraint
from app.moderation.restrainer import Relation
from tests import factories


def write(author, body, **options):
    post = author.write(body, **options)
    db.session.commit()
    return post


def keep_away(one, other, *, how="block"):
    getattr(one, how)(other)
    db.session.commit()


def test_who_blocks_and_is_blocked_reach_each_other_no_more(alice, bob):
    assert alice.relation_to(bob) == Relation(blocks=False, mutes=False, follows=False, reaches=True)

    keep_away(alice, bob)

    assert alice.relation_to(bob) == Relation(blocks=True, mutes=False, follows=False, reaches=False)
    assert bob.relation_to(alice) == Relation(blocks=False, mutes=False, follows=False, reaches=False)


def test_who_is_muted_reaches_whom_they_like(alice, bob):
    keep_away(alice, bob, how="mute")

    assert alice.relation_to(bob) == Relation(blocks=False, mutes=True, follows=False, reaches=True)
    assert bob.reaches(alice)


def test_nobody_reaches_themselves_or_who_is_suspended(alice, bob):
    bob.suspend("spam")

    assert not alice.reaches(alice) and not alice.reaches(bob)


def test_a_block_ends_that_they_follow_each_other_and_nothing_else(alice, bob, mallory):
    for one, other in ((alice, bob), (bob, alice), (mallory, alice), (bob, mallory)):
        one.follow(other)

    keep_away(alice, bob)

    assert not alice.is_following(bob) and not bob.is_following(alice)
    assert mallory.is_following(alice) and bob.is_following(mallory)


def test_a_mute_leaves_following_as_it_is(alice, bob):
    alice.follow(bob)
    keep_away(alice, bob, how="mute")

    assert alice.is_following(bob)


def test_a_block_takes_the_place_of_a_mute_and_both_can_be_lifted(alice, bob):
    keep_away(alice, bob, how="mute")
    keep_away(alice, bob)
    [one] = db.session.scalars(sa.select(Restraint)).all()
    assert one.kind == "block" and one.other == bob

    alice.release(bob)

    assert db.session.scalars(sa.select(Restraint)).all() == [] and alice.reaches(bob)


@pytest.mark.parametrize("how", ["block", "mute"])
def test_who_is_kept_away_notifies_nobody_by_a_mention_and_does_not_notice(alice, bob, how):
    keep_away(alice, bob, how=how)

    post = write(bob, "Hello @alice")

    assert alice.unread_mention_count() == 0
    assert db.session.scalars(sa.select(Notification)).all() == []
    assert db.session.get(Mention, (post.id, alice.id)), "the name is a link, as it would be otherwise"


def test_others_mention_as_before(alice, bob, mallory):
    keep_away(alice, mallory)
    write(bob, "Hello @alice")

    assert alice.unread_mention_count() == 1


def test_what_waits_of_somebody_waits_no_more_when_they_are_kept_away(alice, bob, mallory):
    write(bob, "Hello @alice")
    write(mallory, "Hello @alice")

    keep_away(alice, bob, how="mute")

    assert alice.unread_mention_count() == 1
    [told] = db.session.scalars(sa.select(Notification)).all()
    assert told.get_data() == 1


def test_restraints_go_with_either_account(alice, bob, mallory):
    keep_away(alice, bob)
    keep_away(mallory, alice)
    db.session.delete(alice)
    db.session.commit()

    assert db.session.scalars(sa.select(Restraint)).all() == []


def test_a_list_of_people_who_are_kept_away_is_paged(alice):
    for _number in range(3):
        keep_away(alice, factories.user())
    first = alice.restraints(before=None, size=2)
    second = alice.restraints(before=first.older, size=2)

    assert [one.other_id for one in (*first.items, *second.items)] == sorted(
        (one.other_id for one in db.session.scalars(sa.select(Restraint))), reverse=True
    )
