"""The Atom feed of somebody's posts."""

import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import feedparser
import pytest

from app.accounts import deletion
from tests import factories
from tests.support import naughty

FEED = "/user/alice/feed.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


@pytest.fixture
def read(stranger):
    """The feed as a feed reader understands it."""

    def fetched():
        response = stranger.get(FEED).response
        headers = {name.lower(): value for name, value in response.headers.items()}
        found = feedparser.parse(response.data, response_headers=headers)
        assert found.version == "atom10" and not found.bozo, found.get("bozo_exception")
        return found

    return fetched


def parsed(page):
    return ET.fromstring(page.response.data)  # noqa: S314 - It is our own.


def test_it_is_atom(stranger, alice):
    headers = stranger.get(FEED).headers

    assert headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert headers["Cache-Control"] == "public, no-cache" and headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in headers


def test_all_that_the_standard_asks_for_is_there(stranger, alice, write):
    alice.about_me = "I like lamps"
    write(alice, "Hello")
    alice.rewrite(write(alice, "Helo"), "Hello again")
    feed = parsed(stranger.get(FEED))

    check_feed(feed)
    [check_entry(entry) for entry in feed.iter(f"{ATOM}entry")]


def check_feed(feed):
    children = [child.tag.removeprefix(ATOM) for child in feed]
    assert all(children.count(name) == 1 for name in ("id", "title", "updated", "author"))
    links = {link.get("rel"): link.attrib for link in feed.iterfind(f"{ATOM}link")}
    assert links["self"]["href"] == f"http://127.0.0.1:8000{FEED}"
    assert links["self"]["type"] == "application/atom+xml"
    assert links["alternate"]["href"] == "http://127.0.0.1:8000/user/alice"
    newest = max(one.text for one in feed.iterfind(f"{ATOM}entry/{ATOM}updated"))
    assert feed.findtext(f"{ATOM}updated") == newest


def check_entry(entry):
    children = [child.tag.removeprefix(ATOM) for child in entry]
    assert children == ["id", "title", "published", "updated", "link", "content"]
    assert re.fullmatch(r"tag:127\.0\.0\.1,2026:posts/\d+", entry.findtext(f"{ATOM}id"))
    assert all(MOMENT.fullmatch(entry.findtext(ATOM + name)) for name in ("published", "updated"))
    assert entry.find(f"{ATOM}content").get("type") == "html"


def test_a_reader_understands_it(read, alice, write):
    alice.about_me = "I like lamps"
    post = write(alice, "Hello out there")
    found = read()

    assert (found.feed.title, found.feed.subtitle) == ("Posts by alice", "I like lamps")
    assert found.entries[0].link == f"http://127.0.0.1:8000/posts/{post.id}"
    assert found.entries[0].title == "Hello out there"


def test_what_a_post_says_is_html_that_works_elsewhere(read, alice, carol, write):
    write(alice, 'Ask @carol & <i>see</i> "https://example.org/?a=1&b=2"\nhref="/mine')
    [content] = read().entries[0].content

    assert '<a href="http://127.0.0.1:8000/user/carol">@carol</a>' in content.value
    assert "&amp; &lt;i&gt;see" in content.value and content.value.count("<br />") == 1
    assert '<a href="/' not in content.value and 'href="/mine' in content.value


def test_who_is_not_open_is_no_link(read, alice, bob, write):
    write(alice, "Ask @bob")

    assert read().entries[0].content[0].value == "<p>Ask @bob</p>"


def test_the_newest_come_first_and_fifty_of_them(read, alice):
    bodies = [factories.post(author=alice).body for _number in range(51)]

    assert [entry.title for entry in read().entries] == bodies[:0:-1]


def test_a_long_post_has_a_short_title_that_is_cut_between_characters(read, alice, write):
    write(alice, "👩‍👩‍👧‍👦" * 81)

    assert read().entries[0].title == "👩‍👩‍👧‍👦" * 80 + "…"


def test_a_feed_without_posts_is_one(read, alice):
    found = read()

    assert not found.entries and found.feed.updated == "1970-01-01T00:00:00Z"


@pytest.mark.parametrize("body", [
    "a\x08\x1b\x7fb", "\ufffe\uffff", "]]>", "\u202e<![CDATA[", "\r\nx\ry", "<?xml?>", "\U0010ffff\U0001fffe",
])  # fmt: skip
def test_what_xml_cannot_say_breaks_nothing(read, alice, body):
    factories.post(author=alice, body=body)
    alice.about_me = body

    assert len(read().entries) == 1


def test_whatever_people_write_it_is_a_feed(read, alice):
    for body in naughty.SOME[-50:]:
        factories.post(author=alice, body=body)

    assert len(read().entries) == 50


def test_the_language_of_a_post_is_said(stranger, alice, write):
    write(alice, "Guten Tag").language = "de"
    feed = parsed(stranger.get(FEED))

    [content] = feed.iter(f"{ATOM}content")
    assert content.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"


def test_it_is_the_same_for_everybody(as_, stranger, alice, bob, write):
    write(alice, "Hello")
    bob.language = "es"
    answers = [stranger.get(FEED), as_(bob).get(FEED), stranger.get(FEED, headers={"Accept-Language": "ar"})]

    assert len({answer.response.data for answer in answers}) == 1


def test_who_has_it_is_told_so(stranger, alice, write):
    write(alice, "Hello")
    first = stranger.get(FEED).headers
    again = stranger.get(FEED, expect=304, headers={"If-None-Match": first["ETag"]})

    assert again.response.data == b"" and again.headers["ETag"] == first["ETag"]
    assert again.headers["Cache-Control"] == first["Cache-Control"]


def test_the_date_is_that_of_the_last_change(stranger, alice, write):
    post = write(alice, "Helo")
    alice.rewrite(post, "Hello")
    post.edited_at = post.timestamp + timedelta(days=3)

    assert stranger.get(FEED).response.last_modified == post.edited_at.replace(microsecond=0)


def test_to_have_the_same_date_is_not_to_have_the_same(stranger, alice, write):
    gone = write(alice, "a bad idea")
    write(alice, "Hello")
    first = stranger.get(FEED)
    alice.withdraw(gone)
    again = stranger.get(FEED, headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert "a bad idea" in first.response.text and "a bad idea" not in again.response.text


@pytest.mark.parametrize("change", [
    lambda alice, post: alice.withdraw(post),
    lambda alice, post: alice.rewrite(post, "Hello again"),
    lambda alice, _post: setattr(alice, "about_me", "I like lamps"),
])  # fmt: skip
def test_what_changes_is_new_at_once(stranger, alice, write, change):
    post = write(alice, "Hello")
    tag = stranger.get(FEED).headers["ETag"]
    change(alice, post)

    stranger.get(FEED, headers={"If-None-Match": tag})


def bare(page):
    """A page without what differs each time it is asked for."""
    text = re.sub(r'name="csrf_token" value="[^"]+"', "", page.response.text)
    return re.sub(r"[0-9a-f]{16,32}", "", text)


def test_who_is_not_open_is_to_a_stranger_as_if_they_were_not(stranger):
    # The first page of all brings a cookie.
    stranger.get("/auth/login")
    nobody = stranger.get("/user/dora/feed.atom", expect=404)
    factories.user(username="dora")
    somebody = stranger.get("/user/dora/feed.atom", expect=404)

    assert bare(nobody) == bare(somebody)
    assert {*nobody.headers.keys()} == {*somebody.headers.keys()}


def test_nor_does_a_feed_reader_learn_that_its_feed_has_become_private(stranger, alice):
    tag = stranger.get(FEED).headers["ETag"]
    alice.is_public = False

    stranger.get(FEED, expect=404, headers={"If-None-Match": tag})


def test_its_owner_gets_no_private_feed_either(as_, bob):
    as_(bob).get("/user/bob/feed.atom", expect=404)


def test_with_the_account_it_is_gone(stranger, alice):
    deletion._shut(alice)

    stranger.get(FEED, expect=404)
    stranger.get(f"/user/~{alice.id}/feed.atom", expect=404)


def test_it_costs_three_queries(stranger, alice, write, statements):
    write(alice, "Hello @alice")
    statements.clear()
    stranger.get(FEED)

    assert len(statements) <= 3
