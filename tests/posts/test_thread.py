"""Conversations: replying, what stands above a post, and what below."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import db
from app.models import Post
from app.posts import thread
from tests import factories
from tests.factories import BEGINNING
from tests.posts.test_routes import WRONG_PLACES


def reply(author, question, body="a reply"):
    written = author.write(body, reply_to=question)
    db.session.commit()
    return written


def chain(author, length):
    """Posts each of which answers the one before it."""
    posts = [factories.post(author=author, body="number 0.")]
    for number in range(1, length):
        posts.append(reply(author, posts[-1], f"number {number}."))
    return posts


def ids(posts):
    return [post.id for post in posts]


def test_a_post_has_a_page_of_its_own(as_, alice, bob):
    post = factories.post(author=bob, body="words of Bob")
    page = as_(alice).get(f"/posts/{post.id}")

    assert "words of Bob" in page.text and "Post by bob" in page.text
    assert page.all("article", id=f"post-{post.id}", **{"aria-current": "true"})


def test_the_moment_of_a_post_leads_to_its_page(as_, alice):
    post = factories.post(author=alice)

    assert as_(alice).get("/").all("a", href=f"/posts/{post.id}")


def test_a_reply_is_written_on_the_page_of_the_post(as_, alice, bob):
    post = factories.post(author=bob)
    page = as_(alice).post(f"/posts/{post.id}", post="I answer")
    [answer] = db.session.scalars(sa.select(Post).where(Post.body == "I answer"))

    assert (answer.reply_to_id, answer.thread_id, answer.author) == (post.id, post.id, alice)
    assert page.location == f"/posts/{answer.id}#post-{answer.id}"


def test_a_reply_to_a_reply_is_of_the_same_thread(alice, bob):
    first, second, third = chain(alice, 3)

    assert (third.reply_to_id, third.thread_id) == (second.id, first.id)


def test_a_reply_says_what_it_answers(as_, alice, bob):
    post = factories.post(author=bob)
    reply(alice, post)
    page = as_(alice).get("/")

    assert "In reply to bob" in page.text and page.all("a", href=f"/posts/{post.id}")


def test_a_reply_that_is_refused_keeps_its_words(as_, alice):
    post = factories.post(author=alice)
    page = as_(alice).post(f"/posts/{post.id}", expect=422, post="x" * 501)

    assert "x" * 501 in page.text and "At most 500 characters, please." in page.text


def test_what_led_to_a_post_stands_above_it_the_earliest_first(alice):
    posts = chain(alice, 4)

    assert ids(thread.down_to(posts[2].id)) == ids(posts[:3])


def test_of_a_long_thread_the_page_leads_further_up(as_, alice):
    posts = chain(alice, thread.MOST_ABOVE + 3)
    page = as_(alice).get(f"/posts/{posts[-1].id}")

    assert "Earlier in this thread" in page.text and "number 2." in page.text and "number 1." not in page.text
    assert page.all("a", href=f"/posts/{posts[1].id}#post-{posts[1].id}")


def test_posts_that_answer_each_other_in_a_circle_end_somewhere(alice):
    first, second = chain(alice, 2)
    first.reply_to_id = second.id
    db.session.commit()

    assert {first, second} == {*thread.down_to(first.id)}


def test_below_the_first_post_stands_the_whole_conversation_oldest_first(alice):
    posts = chain(alice, 4)

    assert ids(thread.replies(posts[0], after=None).items) == ids(posts[1:])


def test_below_a_reply_stand_its_replies(alice, bob):
    first, second, third = chain(alice, 3)
    other = reply(bob, second)
    reply(bob, first)

    assert ids(thread.replies(second, after=None).items) == [third.id, other.id]


def test_replies_are_paged(as_, alice, app, monkeypatch):
    monkeypatch.setitem(app.config, "POSTS_PER_PAGE", 2)
    posts = chain(alice, 6)
    page, seen = as_(alice).get(f"/posts/{posts[0].id}"), []
    while later := page.all("a", rel="next"):
        seen.append(page.text)
        page = as_(alice).get(later[0]["href"])

    assert ["number 2." in seen[0], "number 4." in seen[1], "number 5." in page.text] == [True] * 3
    assert "First replies" in page.text


@pytest.mark.parametrize("place", WRONG_PLACES)
def test_a_place_that_this_site_never_made_is_refused(as_, alice, place):
    post = factories.post(author=alice)

    as_(alice).get(f"/posts/{post.id}?after={place}", expect=400)


@pytest.mark.parametrize("post_id", ["0", "999", "2147483647", "2147483648", "9" * 30, "-1", "x", "1.5"])
def test_a_post_that_is_not_there_is_not_found(as_, alice, post_id):
    for path in (f"/posts/{post_id}", f"/posts/{post_id}/edit", f"/posts/{post_id}/delete"):
        as_(alice).get(path, expect=404)
        as_(alice).post(path, expect=404, post="x")


def test_a_post_says_how_many_answer_it(as_, alice, bob):
    post = factories.post(author=alice)
    reply(bob, post)
    assert "1 reply" in as_(alice).get("/").text
    reply(alice, post)

    assert "2 replies" in as_(alice).get("/explore").text


def test_a_row_written_by_hand_begins_a_thread(as_, alice):
    statement = sa.text("INSERT INTO post (body, timestamp, user_id) VALUES ('by hand', :now, :alice)")
    db.session.execute(statement, {"now": "2026-01-01 00:00:00.000000", "alice": alice.id})
    db.session.commit()
    [post] = db.session.scalars(sa.select(Post))

    assert "by hand" in as_(alice).get(f"/posts/{post.id}").text


def test_a_question_that_is_deleted_meanwhile_is_not_found(as_, alice, bob, monkeypatch):
    post, down_to = factories.post(author=bob), thread.down_to
    # A later one, so that SQLite does not give its number to the reply.
    factories.post(author=bob)

    def vanish(post_id):
        found = down_to(post_id)
        db.session.execute(Post.__table__.delete().where(Post.id == post_id))
        return found

    monkeypatch.setattr(thread, "down_to", vanish)
    as_(alice).post(f"/posts/{post.id}", expect=404, post="too late")


def test_a_thread_whose_beginning_is_gone_says_so(as_, alice, bob):
    first, second, third = chain(bob, 3)
    bob.withdraw(first)
    db.session.commit()

    assert "In reply to a post that was deleted" in as_(alice).get(f"/posts/{second.id}").text
    assert ids(thread.down_to(third.id)) == [second.id, third.id]


def test_a_page_of_a_thread_asks_the_database_at_most_eight_times(as_, alice, bob, statements):
    posts = chain(alice, 4)
    for moment in range(5):
        reply(bob, posts[2], f"@alice {BEGINNING + timedelta(hours=moment)}")
    visitor = as_(alice)
    visitor.get("/")
    statements.clear()
    visitor.get(f"/posts/{posts[2].id}")

    assert 0 < len(statements) <= 8
