"""Writing posts, and the pages that show them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from app import db
from app.models import Post
from tests import factories
from tests.factories import BEGINNING

FAMILY = "👨‍👩‍👧‍👦"
WRONG_PLACES = [
    "",
    "x",
    "1",
    "-1",
    "1-",
    "--1-2",
    "1-2-3",
    "nan-1",
    "1e5-1",
    "9" * 18 + "-1",
    "1-" + "9" * 19,
    "1-2%00",
]


def write(visitor, post, *, expect=303, at="/"):
    return visitor.post(at, expect=expect, post=post)


def bodies():
    return db.session.scalars(sa.select(Post.body)).all()


def test_a_post_is_written_and_told(as_, alice):
    with time_machine.travel(BEGINNING, tick=False):
        visitor = as_(alice)
        assert write(visitor, "hello").location == "/"
        page = visitor.get("/")

    assert "Your post is now live!" in page.text and "hello" in page.text
    [post] = db.session.scalars(sa.select(Post))
    assert (post.author, post.timestamp, post.language) == (alice, BEGINNING, None)


def test_home_has_two_addresses(as_, alice):
    write(as_(alice), "hello", at="/index")

    assert "hello" in as_(alice).get("/index").text


@pytest.mark.parametrize("post", [
    "x", "x" * 500, "é" * 500, "e\u0301" * 500, FAMILY * 500, "🇩🇪" * 500, "👍🏽" * 500, "हिन्दी", "שלום",
])  # fmt: skip
def test_up_to_500_characters_as_people_count_them(as_, alice, post):
    write(as_(alice), post)

    assert bodies() == [post]


@pytest.mark.parametrize("post", ["x" * 501, "x" * 10_000, FAMILY * 501, "🇩🇪" * 501])
def test_more_is_refused_and_what_was_written_is_kept(as_, alice, post):
    page = write(as_(alice), post, expect=422)

    assert "At most 500 characters, please." in page.text and post in page.text
    assert bodies() == []


def test_what_is_wrong_is_bound_to_the_field(as_, alice):
    visitor = as_(alice)
    [empty] = visitor.get("/").all("textarea")
    [wrong] = write(visitor, "", expect=422).all("textarea")

    assert empty["aria-describedby"] == "post-count" and "aria-invalid" not in empty
    assert (wrong["aria-describedby"], wrong["aria-invalid"]) == ("post-error post-count", "true")


def test_a_tower_of_accents_is_refused_for_what_it_is(as_, alice):
    page = write(as_(alice), "a" + "\u0301" * 6000, expect=422)

    assert "Too many accents or other marks are on one character." in page.text


@pytest.mark.parametrize(
    "post", ["\u200b", "\u200d\u2060 \u200b", "\ufeff\n\u00ad", "\u2800", "\u3164", "\ufe0f"]
)
def test_what_nobody_sees_is_no_post(as_, alice, post):
    page = write(as_(alice), post, expect=422)

    assert "Please write something that can be seen." in page.text and bodies() == []


@pytest.mark.parametrize("post", [".", "👍🏽", "\u0301", "हिन्दी", "\u200fש", "0"])
def test_the_least_that_can_be_seen_is_a_post(as_, alice, post):
    write(as_(alice), post)

    assert bodies() == [post]


@pytest.mark.parametrize("post", ["", " ", "\r\n\t ", "\u00a0\u2003"])
def test_nothing_is_no_post(as_, alice, post):
    write(as_(alice), post, expect=422)

    assert bodies() == []


def test_space_around_a_post_is_cut_and_lines_end_alike(as_, alice):
    write(as_(alice), "  one\r\ntwo\n ")

    assert bodies() == ["one\ntwo"]


def test_a_line_end_counts_once(as_, alice):
    write(as_(alice), "x\r\n" * 249 + "xx")

    assert len(bodies()[0]) == 500


@pytest.mark.parametrize("post", [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<b>bold</b>", "javascript:alert(1)",
    "&lt;b&gt;",
    "{{ 7 * 7 }}", "</p></article>", "<style>*{}</style>", "%(username)s %s",
    "<a href='javascript:alert(1)'>x</a>",
])  # fmt: skip
def test_a_post_is_shown_as_the_text_it_is(as_, alice, post):
    write(as_(alice), post)
    page = as_(alice).get("/explore")

    assert post in page.text
    assert not page.all("b") and not page.all("img", src="x")


@pytest.mark.parametrize("post", ["שלום עולם", "مرحبا", "\u202eevil", "\u2066x"])
def test_a_post_may_run_from_right_to_left_without_turning_the_page(as_, alice, post):
    write(as_(alice), post)
    page = as_(alice).get("/explore")

    assert post in page.text
    assert page.all("p", class_="words", dir="auto") or page.all("p", dir="auto")


def test_nobody_writes_as_another(as_, alice, bob):
    as_(alice).post("/", post="hello", user_id=str(bob.id), author="bob", timestamp="2000-01-01")
    [post] = db.session.scalars(sa.select(Post))

    assert post.author == alice and post.timestamp.year > 2000


def test_home_shows_the_people_one_follows_and_explore_everybody(as_, alice, bob, mallory):
    alice.follow(bob)
    factories.post(author=bob, body="from bob")
    factories.post(author=mallory, body="from mallory")
    visitor = as_(alice)

    home, explore = visitor.get("/").text, visitor.get("/explore").text
    assert "from bob" in home and "from mallory" not in home
    assert "from bob" in explore and "from mallory" in explore


def test_a_post_names_its_author_and_its_moment(as_, alice, bob):
    factories.post(author=bob, timestamp=BEGINNING)
    page = as_(alice).get("/explore")

    assert page.all("a", href="/user/bob")
    assert page.all("relative-time", datetime="2026-01-01T00:00:00+00:00")


def test_a_post_of_a_known_language_says_so(as_, alice):
    factories.post(author=alice, body="Hallo", language="de")

    assert as_(alice).get("/").all("p", lang="de")


def test_where_there_is_nothing_the_page_says_what_to_do(as_, alice):
    assert "Nothing here yet" in as_(alice).get("/").text
    assert "Nobody has written anything yet" in as_(alice).get("/explore").text


@pytest.mark.parametrize("path", ["/", "/index", "/explore"])
def test_pages_lead_to_the_oldest_post_and_back(as_, alice, app, monkeypatch, path):
    monkeypatch.setitem(app.config, "POSTS_PER_PAGE", 2)
    for number in range(5):
        factories.post(author=alice, body=f"words {number}.", timestamp=BEGINNING + timedelta(minutes=number))
    visitor, page, seen = as_(alice), as_(alice).get(path), []
    while older := page.all("a", rel="next"):
        seen.append(page.text)
        page = visitor.get(older[0]["href"])

    assert [f"words {number}." in text for number, text in zip((4, 2), seen, strict=True)] == [True, True]
    assert "words 0." in page.text and "Newest posts" in page.text


def test_a_newer_post_does_not_move_the_next_page(as_, alice, app, monkeypatch):
    monkeypatch.setitem(app.config, "POSTS_PER_PAGE", 1)
    for number in range(2):
        factories.post(author=alice, body=f"words {number}.", timestamp=BEGINNING + timedelta(minutes=number))
    [older] = as_(alice).get("/explore").all("a", rel="next")
    write(as_(alice), "meanwhile")

    assert "words 0." in as_(alice).get(older["href"]).text


def test_behind_the_oldest_post_is_nothing(as_, alice):
    factories.post(author=alice, body="words")

    assert "words" not in as_(alice).get("/explore?before=0-0").text


@pytest.mark.parametrize("path", ["/", "/index", "/explore", "/user/alice"])
@pytest.mark.parametrize("place", WRONG_PLACES)
def test_a_place_that_this_site_never_made_is_refused(as_, alice, path, place):
    as_(alice).get(f"{path}?before={place}", expect=400)


def test_a_refused_post_with_a_wrong_place_is_refused_as_a_whole(as_, alice):
    write(as_(alice), "", at="/?before=x", expect=400)


def test_an_older_page_begins_at_its_list_and_leads_back(as_, alice, app, monkeypatch):
    monkeypatch.setitem(app.config, "POSTS_PER_PAGE", 1)
    factories.post(author=alice)
    factories.post(author=alice)
    [older] = as_(alice).get("/").all("a", rel="next")
    page = as_(alice).get(older["href"])

    assert older["href"].endswith("#timeline") and page.all("section", id="timeline")
    assert page.all("a", href="/") and not page.all("textarea")


def test_only_the_newest_page_asks_for_newer_posts(as_, alice):
    factories.post(author=alice)
    [first], [older] = (as_(alice).get(path).all("section", id="timeline") for path in ("/", "/?before=9-9"))

    assert first["data-behaviour"] == "new_posts" and first["data-url"].startswith("/posts/new?after=")
    assert "data-behaviour" not in older
