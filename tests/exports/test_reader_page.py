"""What a page of an archive says, and what it may do."""

from base64 import b64encode
from datetime import datetime
from hashlib import sha256

import pytest
from flask_babel import force_locale

from app.exports.reader import pages as reader
from tests.support.book import ABOUT, entry, many, written


@pytest.fixture(autouse=True)
def words(app):
    """What pages say is said in the application's language."""


@pytest.fixture
def short_pages(monkeypatch):
    monkeypatch.setattr(reader, "PAGE", 3)
    monkeypatch.setattr(reader, "SLACK", 0)


def test_without_posts_the_page_says_so():
    book = many(0)

    assert "There are no posts" in book.text("main/p")
    assert book.all("input") == []


def test_the_heading_tells_whose_posts_they_are_from_when_and_of_when():
    book = many(30, about=ABOUT._replace(scope="Since New Year"))

    assert book.text("h1") == "Posts by alice"
    assert book.text("dd") == ("30 January 1, 2026 to January 2, 2026 Since New Year May 3, 2026, 10:00 UTC")


def test_a_moment_is_told_in_utc():
    about = ABOUT._replace(exported_at=datetime.fromisoformat("2026-05-04T01:30:00+02:00"))

    assert many(1, about=about).text("dd").endswith("May 3, 2026, 23:30 UTC")


def test_posts_are_grouped_by_month():
    book = written(entry(1), entry(2, timestamp="2026-02-01T00:00:00Z"))

    assert [heading.text for heading in book.all("section/h2")] == ["February 2026", "January 2026"]


def test_a_post_has_its_moment_and_its_permanent_link():
    [link] = many(1).all("article//a")

    assert (link.get("href"), link[0].get("datetime"), link[0].text) == (
        "#post-1", "2026-01-01T01:00:00Z", "January 1, 2026, 01:00 UTC",
    )  # fmt: skip


def test_a_post_says_its_language_if_it_is_known():
    words = written(entry(1), entry(2, language="cs")).all("p[@class='words']")

    assert [(each.get("lang"), each.get("dir")) for each in words] == [("cs", "auto"), (None, "auto")]


@pytest.mark.parametrize(
    "body",
    [
        "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "<!--",
        "]]>", "&lt;b&gt; &amp;amp;", "\"'>", "  two  spaces ", "a\n\nb", "שלום \u202e",
        "👨‍👩‍👧‍👦", "\u2028", "%(a)s {b} %",
    ],
)  # fmt: skip
def test_words_are_shown_as_they_were_written(body):
    assert written(entry(1, body=body)).text("p[@class='words']") == body


@pytest.mark.parametrize("body", ["a\rb", "a\r\nb"])
def test_a_carriage_return_ends_a_line(body):
    assert written(entry(1, body=body)).text("p[@class='words']") == "a\nb"


@pytest.mark.parametrize("character", ["\x1b", "\x7f", "\x85", "\ufdd0", "\ufffe", "\U0010ffff"])
def test_a_mark_stands_for_what_no_page_may_hold(character):
    assert written(entry(1, body=f"a{character}b")).text("p[@class='words']") == "a\ufffdb"


@pytest.mark.parametrize("name", ["<b>bold</b>", "\u202eecila", "%(a)s {0}", '"><script>'])
def test_a_name_is_a_name(name):
    book = many(1, about=ABOUT._replace(username=name, scope=name))

    assert book.text("h1/bdi") == name
    assert book.text("title") == f"Posts by {name}"


def test_the_policy_allows_this_style_and_this_script_and_nothing_else(short_pages):
    book = many(4)
    for name in ("index.html", "pages/0001.html"):
        [policy] = book.all("meta[@http-equiv='Content-Security-Policy']", name)
        [style, script] = [_digest(book.text(tag, name)) for tag in ("style", "script")]
        assert policy.get("content") == (
            f"default-src 'none'; style-src '{style}'; script-src '{script}'; "
            "img-src data:; base-uri 'none'; form-action 'none'"
        )


def test_the_policy_comes_before_what_it_governs(short_pages):
    for page in many(4).values():
        assert b"<style" not in page.partition(b"Content-Security-Policy")[0]


def test_the_page_speaks_the_language_it_is_made_in():
    with force_locale("es"):
        book = many(1)

    assert book.tree().get("lang") == "es"
    assert book.text("time") == "1 de enero de 2026, 01:00 UTC"


def _digest(text):
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
