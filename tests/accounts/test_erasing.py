"""What is left of a large account when the answer is out, and how it goes."""

import itertools

from sqlalchemy.exc import OperationalError

from app import db
from app.accounts import deletion
from app.models import LoginSession, Post, User
from tests import factories
from tests.accounts.test_deletion import delete, everything_of, left_of, rows
from tests.factories import PASSWORD


def shut(user, *, posts=0):
    """An account of which some rows are still there."""
    for _number in range(posts):
        factories.post(author=user, body="old words")
    deletion._shut(user)
    db.session.commit()
    return user.id


def test_a_large_account_is_shut_at_once_and_erased_bit_by_bit(as_, alice, monkeypatch):
    monkeypatch.setattr(deletion, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(deletion, "ROUNDS_WAITED_FOR", 3)
    user_id = alice.id
    factories.PostFactory.create_batch(9, author=alice)
    delete(as_(alice))
    assert rows(Post.user_id == user_id) == 3 and User.named("alice") is None

    deletion.finish()
    assert left_of(user_id) == set()


def test_a_sweep_erases_so_much_and_leaves_the_rest_to_the_next(alice, bob, monkeypatch):
    monkeypatch.setattr(deletion, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(deletion, "ROUNDS_A_SWEEP", 4)
    ids = [shut(alice, posts=3), shut(bob, posts=3)]
    left = []
    for _hour in range(3):
        deletion.finish()
        left.append([rows(Post.user_id == user_id) for user_id in ids])

    assert left == [[0, 3], [0, 0], [0, 0]] and not left_of(ids[1])


def test_what_is_left_of_it_is_seen_by_nobody(as_, alice, bob):
    bob.follow(alice)
    user_id = shut(alice, posts=3)
    visitor = as_(bob)

    for path in ("/", "/explore"):
        assert "old words" not in visitor.get(path).text
    visitor.get(f"/user/~{user_id}", expect=404)
    assert bob.following_count() == 0


def test_nothing_in_its_row_is_about_a_person(alice):
    alice.about_me, alice.pending_email = "I live in Oslo", "alice@new.example"
    shut(alice)

    words = " ".join(str(value) for value in vars(alice).values())
    assert "alice" not in words and "Oslo" not in words


def test_no_name_opens_it(stranger, alice):
    user_id = shut(alice)

    stranger.post("/auth/login", expect=422, username=f"~{user_id}", password=PASSWORD)
    assert rows(LoginSession.user_id == user_id) == 0


def test_a_database_that_is_busy_leaves_the_rest_to_the_sweep(as_, alice, monkeypatch):
    def busy(*_arguments):
        raise OperationalError("DELETE", {}, Exception("locked"))

    user_id = alice.id
    with monkeypatch.context() as patch:
        patch.setattr(deletion, "_delete_some", busy)
        assert delete(as_(alice)).location == "/auth/login"
    assert left_of(user_id) == {"user"}

    deletion.finish()
    assert left_of(user_id) == set()


def test_the_sweep_does_the_rest_each_hour(app):
    assert app.extensions["hourly"]["deletion"] is deletion.finish


def test_accounts_that_nobody_deleted_stay(alice, bob):
    shut(alice)
    deletion.finish()

    assert User.named("bob") == bob


def test_rows_go_in_parts_on_every_database(app, monkeypatch):
    monkeypatch.setattr(deletion, "MOST_AT_ONCE", 2)
    user, others = factories.user(), [factories.user() for _ in range(5)]
    for other in others:
        everything_of(user, other) if other is others[0] else other.follow(user)
    factories.PostFactory.create_batch(5, author=user)
    user_id = user.id
    deletion._shut(user)
    db.session.commit()
    deletion._erase(user_id, rounds=itertools.count())

    assert left_of(user_id) == set() and rows(User.id.is_not(None)) == 5


def test_every_table_that_belongs_to_people_is_found():
    owners = {str(owner) for owner in deletion._owners()}

    assert owners >= {"post.user_id", "message.sender_id", "followers.followed_id", "task.user_id"}
