"""Users, as records."""

import pytest
from sqlalchemy.exc import IntegrityError

from app import db
from app.models import User
from tests import factories


@pytest.mark.parametrize("name", ["alice", "ALICE", "Alice"])
def test_a_user_is_found_by_name_in_any_case(alice, name):
    assert User.named(name) == alice


@pytest.mark.parametrize("name", ["", "alic", "al_ce", "%", "älice"])
def test_nobody_is_found_by_another_name(alice, name):
    assert User.named(name) is None


def test_a_user_is_found_by_address_in_any_case(alice):
    assert User.with_email("Alice@Example.COM") == alice
    assert User.with_email("bob@example.com") is None


@pytest.mark.parametrize("twin", [{"username": "ALICE"}, {"username": "other", "email": "ALICE@example.com"}])
def test_the_database_refuses_a_twin(alice, twin):
    with pytest.raises(IntegrityError):
        factories.user(**{"email": "other@example.com"} | twin)
    db.session.rollback()


def test_an_id_is_never_given_twice(alice):
    gone = alice.id
    db.session.delete(alice)
    db.session.commit()

    assert factories.user(username="bob").id > gone


def test_all_that_belongs_to_a_user_goes_with_them(alice, bob):
    factories.post(author=alice)
    factories.task(user=alice)
    alice.add_notification("unread_message_count", 1)
    bob.follow(alice)
    db.session.commit()
    db.session.delete(alice)
    db.session.commit()

    assert [*db.session.scalars(db.select(User))] == [bob]
    for table in ("post", "task", "notification", "followers"):
        assert db.session.execute(db.metadata.tables[table].select()).all() == []


def test_a_gravatar_is_asked_for_by_the_address_in_lower_case(alice):
    alice.email = "Alice@Example.com"

    # The digest of alice@example.com.
    assert (
        alice.avatar(48)
        == "https://www.gravatar.com/avatar/c160f8cc69a4f0bf2b0362752353d060?d=identicon&s=48"
    )


def test_the_local_avatar_is_of_the_name_whatever_its_case(alice, bob):
    key = alice.avatar_key
    alice.username = "ALICE"

    assert alice.avatar_key == key != bob.avatar_key


def test_the_local_avatar_tells_nothing_about_the_address(alice):
    key = alice.avatar_key
    alice.email = "other@example.com"

    assert alice.avatar_key == key


def test_a_developer_sees_who_and_what(alice):
    post = factories.post(author=alice)

    assert (repr(alice), repr(post)) == ("<User alice>", f"<Post {post.id}>")
