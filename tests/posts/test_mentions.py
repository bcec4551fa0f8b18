"""Being named in posts, and answered."""

import pytest
import sqlalchemy as sa

from app import db
from app.core import sqlite
from app.models import Mention, Notification, Post
from app.posts.author import MOST_MENTIONED
from tests import factories
from tests.posts.test_routes import WRONG_PLACES


def write(author, body, **options):
    post = author.write(body, **options)
    db.session.commit()
    return post


def mentioned(post):
    return {*db.session.scalars(sa.select(Mention.user_id).where(Mention.post_id == post.id))}


def told(user):
    """The number that the user's pages show."""
    found = sa.select(Notification).where(Notification.user_id == user.id)
    news = db.session.scalars(found.where(Notification.name == "unread_mention_count")).one_or_none()
    return news and news.get_data()


@pytest.mark.parametrize("body", ["@bob", "Hi @Bob.", "@bob @bob", "(@bob), @nobody"])
def test_who_is_named_is_mentioned_and_told(alice, bob, body):
    assert mentioned(write(alice, body)) == {bob.id}
    assert (bob.unread_mention_count(), told(bob)) == (1, 1)


def test_who_is_answered_is_mentioned_once(alice, bob):
    post = factories.post(author=bob)

    assert mentioned(write(alice, "@bob no", reply_to=post)) == {bob.id}
    assert told(bob) == 1


def test_nobody_is_told_of_themselves(alice):
    post = write(alice, "I, @alice")
    write(alice, "and I again", reply_to=post)

    assert mentioned(post) == set() and told(alice) is None


def test_of_a_crowd_only_the_first_few_are_mentioned(alice):
    crowd = [factories.user() for _ in range(MOST_MENTIONED + 2)]
    post = write(alice, " ".join(f"@{person.username}" for person in crowd))

    assert mentioned(post) == {person.id for person in crowd[:MOST_MENTIONED]}


def test_what_is_edited_tells_those_who_are_new_and_takes_back_from_those_who_are_gone(alice, bob, mallory):
    post = write(alice, "@bob")
    alice.rewrite(post, "@mallory")
    db.session.commit()

    assert mentioned(post) == {mallory.id} and (told(bob), told(mallory)) == (0, 1)


def test_an_edit_tells_nobody_again(as_, alice, bob):
    post = write(alice, "@bob")
    as_(bob).get("/mentions")
    alice.rewrite(post, "hello @bob")
    db.session.commit()

    assert bob.unread_mention_count() == 0


def test_who_is_answered_stays_so_when_the_words_change(alice, bob):
    post = write(alice, "yes", reply_to=factories.post(author=bob))
    alice.rewrite(post, "no")

    assert mentioned(post) == {bob.id}


def test_what_is_deleted_waits_for_nobody(alice, bob):
    post = write(alice, "@bob")
    alice.withdraw(post)
    db.session.commit()

    assert (bob.unread_mention_count(), told(bob)) == (0, 0)


def test_the_page_shows_them_newest_first(as_, alice, bob):
    for body in ("@bob one.", "@bob two."):
        write(alice, body)
    write(alice, "of nobody")
    page = as_(bob).get("/mentions")

    assert page.text.index("two.") < page.text.index("one.") and "of nobody" not in page.text


def test_who_opens_the_page_has_seen_them(as_, alice, bob):
    write(alice, "@bob")
    page = as_(bob).get("/mentions")

    assert "New" in page.text and "1 new mention" not in page.text
    assert (bob.unread_mention_count(), told(bob)) == (0, 0)
    assert not as_(bob).get("/mentions").all("span", class_="new-mark")


@pytest.mark.parametrize("header", ["Sec-Purpose", "Purpose"])
def test_a_page_that_is_fetched_ahead_has_not_been_seen(as_, alice, bob, header):
    write(alice, "@bob")
    as_(bob).get("/mentions", headers={header: "prefetch;prerender"})

    assert bob.unread_mention_count() == 1


def test_whoever_asks_only_for_the_headers_has_not_seen_them(as_, alice, bob):
    write(alice, "@bob")
    assert as_(bob)._request("/mentions", "HEAD").status_code == 200

    assert bob.unread_mention_count() == 1


def test_a_database_that_is_busy_does_not_keep_anybody_from_reading(as_, alice, bob, monkeypatch):
    write(alice, "@bob waits")
    monkeypatch.setattr(Mention, "see", busy)

    assert "waits" in as_(bob).get("/mentions").text and bob.unread_mention_count() == 1


@pytest.mark.only_on("sqlite", why="the others have no lock that all writers share")
def test_to_note_it_nobody_waits_long_for_the_lock_of_the_database(as_, alice, bob, monkeypatch):
    write(alice, "@bob waits")
    visitor, waits = as_(bob), []
    take_turn = sqlite.take_turn
    monkeypatch.setattr(
        sqlite, "take_turn", lambda driver, within_s: (waits.append(within_s), take_turn(driver, within_s))
    )
    visitor.get("/mentions")

    assert waits == [sqlite.HURRIED_BUSY_TIMEOUT_MS / 1000]
    assert bob.unread_mention_count() == 0


def busy(*_arguments):
    raise sa.exc.OperationalError("UPDATE", {}, Exception("database is locked"))


def test_the_bar_tells_how_many_wait(as_, alice, bob):
    write(alice, "@bob")

    assert "1 new mention" in as_(bob).get("/").text


def test_a_name_leads_to_the_profile_on_every_list(as_, alice, bob):
    write(alice, "thanks, @BOB!")
    for path in ("/", "/explore", "/user/alice"):
        assert as_(alice).get(path).all("a", href="/user/bob"), path


def test_a_name_that_was_never_mentioned_is_text(as_, alice, bob):
    factories.post(author=alice, body="imported for @bob")

    assert not as_(alice).get("/explore").all("a", href="/user/bob")


def test_mentions_are_paged(as_, alice, bob, app, monkeypatch):
    monkeypatch.setitem(app.config, "POSTS_PER_PAGE", 2)
    for number in range(3):
        write(alice, f"@bob number {number}.")
    [older] = as_(bob).get("/mentions").all("a", rel="next")

    assert "number 0." in as_(bob).get(older["href"]).text


@pytest.mark.parametrize("place", WRONG_PLACES)
def test_a_place_that_this_site_never_made_is_refused(as_, alice, bob, place):
    write(alice, "@bob")
    as_(bob).get(f"/mentions?before={place}", expect=400)

    assert bob.unread_mention_count() == 1


def test_where_there_are_none_the_page_says_what_will_be_there(as_, alice):
    assert "Nobody has mentioned you yet" in as_(alice).get("/mentions").text


def test_a_refused_post_tells_nobody(as_, alice, bob):
    as_(alice).post("/", expect=422, post="@bob" + "x" * 500)

    assert told(bob) is None and db.session.scalars(sa.select(Post)).all() == []


def test_the_page_asks_the_database_at_most_eight_times(as_, alice, bob, statements):
    for _ in range(5):
        write(alice, "@bob", reply_to=factories.post(author=alice))
    visitor = as_(bob)
    visitor.get("/mentions")
    statements.clear()
    visitor.get("/mentions")

    assert 0 < len(statements) <= 8
