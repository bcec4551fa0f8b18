"""What strangers see of those who let them, and of everybody else."""

import pytest
import sqlalchemy as sa

from app import db
from app.accounts import deletion
from app.feeds import pages
from app.models import User
from tests import factories
from tests.support.apps import another_app
from tests.support.page import Visitor

LOGIN = "/auth/login?next="


def robots(page):
    return page.all("meta", name="robots")[0]["content"]


def test_a_stranger_reads_who_lets_them(stranger, alice, write):
    alice.about_me = "I like lamps"
    write(alice, "Hello out there")
    page = stranger.get("/user/alice")

    assert "I like lamps" in page.text and "Hello out there" in page.text
    assert robots(page) == "index, follow"


def test_whatever_the_case_of_the_name(stranger, alice):
    stranger.get("/user/ALICE")


def test_what_needs_an_account_is_behind_the_log_in(stranger, alice, write):
    post = write(alice, "Hello")
    profile, thread = stranger.get("/user/alice"), stranger.get(f"/posts/{post.id}")

    assert profile.all("a", href=f"{LOGIN}/user/alice") and thread.all("a", href=f"{LOGIN}/posts/{post.id}")
    assert {form["action"] for form in profile.all("form") + thread.all("form")} == {"/language", "/theme"}


@pytest.mark.parametrize("path", ["/user/bob", "/user/nobody", "/posts/{}", "/posts/2147483647"])
@pytest.mark.parametrize("asked", ["", "?before=nowhere&after=nowhere"])
def test_of_everybody_else_a_stranger_learns_nothing(stranger, bob, path, asked):
    path = path.format(factories.post(author=bob).id) + asked

    assert stranger.get(path, expect=303).location.startswith(LOGIN)


def test_nobody_is_open_who_has_not_said_so(app, stranger, bob):
    db.session.execute(sa.insert(User).values(username="by-hand", email="hand@example.com"))

    stranger.get("/user/by-hand", expect=303)


def test_a_stranger_answers_nothing(stranger, alice, write):
    post = write(alice, "Hello")

    assert stranger.post(f"/posts/{post.id}", post="me too").location.startswith("/auth/login")


def test_a_wrong_place_in_a_list_that_is_there_says_so(stranger, alice, write):
    post = write(alice, "Hello")

    stranger.get("/user/alice?before=nowhere", expect=400)
    stranger.get(f"/posts/{post.id}?after=nowhere", expect=400)


def test_older_posts_are_behind_a_link(stranger, alice):
    for _number in range(30):
        factories.post(author=alice)
    [link] = stranger.get("/user/alice").all("a", rel="next")

    assert stranger.get(link["href"].partition("#")[0]).all("article")


def test_a_conversation_is_what_open_people_wrote_of_it(stranger, alice, bob, carol, write):
    first = write(alice, "How are you?")
    hidden = write(bob, "A secret of mine", reply_to=first)
    write(carol, "Fine", reply_to=first)
    write(carol, "Do not say that", reply_to=hidden)
    page = stranger.get(f"/posts/{first.id}")

    assert "bob" not in page.text and "A secret" not in page.text
    assert page.text.count("In reply to alice") == 1 and page.text.count("In reply") == 1
    assert "Do not say that" in page.text


def test_above_a_post_stands_only_what_leads_to_it_without_a_gap(stranger, alice, bob, carol, write):
    first = write(alice, "The beginning")
    hidden = write(bob, "A secret of mine", reply_to=first)
    below = write(carol, "What stands below", reply_to=hidden)
    last = write(alice, "The end", reply_to=below)
    page = stranger.get(f"/posts/{last.id}")

    assert "What stands below" in page.text and "In reply to carol" in page.text
    assert "The beginning" not in page.text and "Earlier in this thread" not in page.text


def test_later_replies_are_behind_a_link(stranger, alice, bob, carol, write):
    first = write(alice, "How are you?")
    for number in range(60):
        write((bob, carol)[number % 2], f"reply {number}", reply_to=first)
    [link] = stranger.get(f"/posts/{first.id}").all("a", rel="next")
    page = stranger.get(link["href"].partition("#")[0])

    assert "reply 59" in page.text and "First replies" in page.text and "bob" not in page.text


def test_only_who_is_open_is_linked_where_they_are_mentioned(stranger, alice, bob, carol, write):
    write(alice, "Ask @bob or @carol")
    page = stranger.get("/user/alice")

    assert "@bob" in page.text and page.all("a", href="/user/carol") and not page.all("a", href="/user/bob")


def test_who_follows_whom_and_who_was_there_when_is_not_told(stranger, alice, bob):
    bob.follow(alice)
    page = stranger.get("/user/alice")

    assert "follower" not in page.text and "last seen" not in page.text


def test_a_picture_is_never_made_from_an_address(app, alice, write):
    post = write(alice, "Hello")
    with another_app(app, GRAVATAR=True) as other:
        shown = [Visitor(other).get(path) for path in ("/user/alice", f"/posts/{post.id}")]

    assert not any("gravatar" in picture["src"] for page in shown for picture in page.all("img"))


def test_to_people_nothing_is_different_but_the_feed(as_, alice, bob, carol, write):
    write(bob, "mine", reply_to=write(alice, "Hello"))
    page = as_(bob).get("/user/alice")

    assert "1 reply" in page.text and "follower" in page.text
    assert page.all("link", rel="alternate") and not as_(alice).get("/user/bob").all("link", rel="alternate")


def test_a_page_that_is_not_for_all_is_not_for_search_engines(as_, stranger, alice):
    assert robots(stranger.get("/auth/login")) == "noindex"
    assert robots(as_(alice).get("/user/alice")) == "noindex"


def test_what_its_author_takes_back_is_gone(stranger, alice, write):
    gone, changed = write(alice, "a bad idea"), write(alice, "a worse idea")
    alice.withdraw(gone)
    alice.rewrite(changed, "a good idea")
    page = stranger.get("/user/alice")

    assert "a good idea" in page.text and "a bad" not in page.text and "a worse" not in page.text


def test_who_leaves_or_changes_their_mind_is_gone(app, stranger, alice, carol, write):
    post = write(alice, "Hello")
    deletion._shut(carol)
    alice.is_public = False

    for path in ("/user/alice", "/user/carol", f"/user/~{carol.id}", f"/posts/{post.id}"):
        stranger.get(path, expect=303)
    assert not carol.is_public


def test_a_shut_account_is_closed_however_its_row_was_written(stranger, alice, carol, write):
    post = write(carol, "Bye", reply_to=write(alice, "Hello"))
    carol.close()
    carol.is_public = True

    stranger.get(f"/user/~{carol.id}", expect=303)
    stranger.get(f"/user/~{carol.id}/feed.atom", expect=404)
    stranger.get(f"/posts/{post.id}", expect=303)
    assert "Bye" not in stranger.get(f"/posts/{post.reply_to_id}").text


def test_a_page_costs_few_queries(stranger, alice, carol, write, statements):
    post = write(carol, "Hello @alice", reply_to=write(alice, "Hello @carol"))
    path = f"/posts/{post.id}"
    statements.clear()
    stranger.get("/user/alice")
    assert len(statements) <= 3

    statements.clear()
    stranger.get(path)
    assert len(statements) <= 3


@pytest.fixture
def strict(app, monkeypatch):
    """A site that has strangers wait after two pages."""
    monkeypatch.setattr(pages, "MOST_A_MINUTE", 2)
    with another_app(app, RATELIMIT_ENABLED=True) as limited:
        yield limited


@pytest.mark.parametrize("path", ["/user/alice", "/user/nobody", "/user/alice/feed.atom"])
def test_a_stranger_who_wants_all_at_once_waits(strict, alice, path):
    statuses = [Visitor(strict)._request(path, "GET").status_code for _ in range(3)]

    assert statuses[2] == 429 and 429 not in statuses[:2]


def test_who_is_logged_in_does_not_wait(strict, alice):
    visitor = Visitor(strict, alice)

    assert {visitor._request("/user/alice", "GET").status_code for _ in range(3)} == {200}
