"""Changing and deleting what one wrote."""

import pytest
import sqlalchemy as sa
import time_machine

from app import db
from app.models import Post
from tests import factories
from tests.factories import BEGINNING


@pytest.fixture
def post(alice):
    return factories.post(author=alice, body="first words")


def change(visitor, post, words, *, expect=303, was=None):
    return visitor.post(f"/posts/{post.id}/edit", expect=expect, post=words, was=was or post.version)


def test_the_form_holds_what_was_written(as_, alice, post):
    page = as_(alice).get(f"/posts/{post.id}/edit")

    assert "first words" in page.text and page.all("input", name="was", value=post.version)


def test_a_changed_post_has_the_new_words_and_says_when(as_, alice, post):
    with time_machine.travel(BEGINNING, tick=False):
        page = change(as_(alice), post, "second words")
        shown = as_(alice).get(page.location)

    assert (post.body, post.edited_at, page.location) == ("second words", BEGINNING, f"/posts/{post.id}")
    assert "edited" in shown.text and "second words" in shown.text


def test_what_did_not_change_is_not_called_edited(as_, alice, post):
    change(as_(alice), post, "first words")

    assert post.edited_at is None


@pytest.mark.parametrize("words", ["", "\u200b", "x" * 501])
def test_bad_words_change_nothing(as_, alice, post, words):
    change(as_(alice), post, words, expect=422)

    assert post.body == "first words"


def test_two_tabs_do_not_overwrite_each_other_silently(as_, alice, post):
    was = post.version
    change(as_(alice), post, "of one tab")
    page = change(as_(alice), post, "of the other", expect=422, was=was)

    assert post.body == "of one tab"
    assert "of the other" in page.text and "changed elsewhere meanwhile" in page.text


def test_who_knows_of_the_other_tab_may_overwrite(as_, alice, post):
    page = change(as_(alice), post, "mine", expect=422, was="outdated")
    [was] = page.all("input", name="was")
    change(as_(alice), post, "mine", was=was["value"])

    assert post.body == "mine"


@pytest.mark.parametrize("verb", ["edit", "delete"])
def test_a_post_of_somebody_else_is_not_found(as_, mallory, post, verb):
    as_(mallory).get(f"/posts/{post.id}/{verb}", expect=404)
    as_(mallory).post(f"/posts/{post.id}/{verb}", expect=404, post="x", was=post.version)

    assert db.session.get(Post, post.id).body == "first words"


def test_only_the_author_is_offered_to_change_and_delete(as_, alice, bob, post):
    address = f"/posts/{post.id}/edit"

    assert as_(alice).get("/explore").all("a", href=address)
    assert not as_(bob).get("/explore").all("a", href=address)


def test_asking_deletes_nothing(as_, alice, post):
    page = as_(alice).get(f"/posts/{post.id}/delete")

    assert "first words" in page.text and "Delete this post?" in page.text
    assert db.session.get(Post, post.id)


def test_a_deleted_post_is_gone(as_, alice, post):
    number = post.id
    as_(alice).post(f"/posts/{number}/delete")

    assert db.session.scalars(sa.select(Post)).all() == []
    as_(alice).get(f"/posts/{number}", expect=404)


def test_replies_to_a_deleted_post_stay(as_, alice, bob, post):
    answer = bob.write("an answer", reply_to=post)
    db.session.commit()
    thread_id = post.id
    as_(alice).post(f"/posts/{post.id}/delete")

    assert (answer.reply_to_id, answer.thread_id) == (None, thread_id)


@pytest.mark.parametrize(("back", "target"), [
    ("/explore?before=1-1", "/explore?before=1-1"), ("/user/alice", "/user/alice"), ("", "/"),
    ("//evil.example", "/"), ("https://evil.example", "/"), ("/\\evil.example", "/"), ("x", "/"),
])  # fmt: skip
def test_after_it_one_is_where_one_came_from(as_, alice, post, back, target):
    assert as_(alice).post(f"/posts/{post.id}/delete?back={back}").location == target


def test_after_it_one_is_not_where_the_post_was(as_, alice, bob, post):
    answer = alice.write("an answer", reply_to=post)
    db.session.commit()
    page = as_(alice).post(f"/posts/{answer.id}/delete?back=/posts/{answer.id}")

    assert page.location == f"/posts/{post.id}"


def test_the_link_to_delete_knows_the_way_back(as_, alice, post):
    assert as_(alice).get("/explore").all("a", href=f"/posts/{post.id}/delete?back=/explore")
