"""Following other people."""

from app import db


def following(user):
    return db.session.scalars(user.following.select()).all()


def test_nobody_is_followed_at_first(alice, bob):
    assert following(alice) == []
    assert alice.following_count() == 0 and bob.followers_count() == 0


def test_following(alice, bob):
    alice.follow(bob)

    assert alice.is_following(bob) and not bob.is_following(alice)
    assert alice.following_count() == 1 and bob.followers_count() == 1
    assert following(alice) == [bob]
    assert db.session.scalars(bob.followers.select()).all() == [alice]


def test_following_twice_is_following_once(alice, bob):
    alice.follow(bob)
    alice.follow(bob)
    db.session.commit()

    assert alice.following_count() == 1


def test_unfollowing(alice, bob):
    alice.follow(bob)
    alice.unfollow(bob)

    assert not alice.is_following(bob)
    assert alice.following_count() == 0 and bob.followers_count() == 0


def test_a_deleted_user_is_followed_by_nobody(alice, bob):
    alice.follow(bob)
    db.session.commit()
    db.session.delete(bob)
    db.session.commit()

    assert alice.following_count() == 0
