"""How posts come onto the pages of an archive."""

import posixpath

import pytest

from app.exports.reader import pages as reader
from app.exports.reader.pages import Reader
from tests.support.book import ABOUT, Book, entry, many, written


@pytest.fixture(autouse=True)
def words(app):
    """What pages say is said in the application's language."""


@pytest.fixture
def pages_of_three(monkeypatch):
    monkeypatch.setattr(reader, "PAGE", 3)
    monkeypatch.setattr(reader, "SLACK", 1)


def test_few_posts_are_on_one_page_with_the_newest_first():
    book = many(3)

    assert (list(book), book.posts(), book.all("nav")) == (["index.html"], [3, 2, 1], [])


@pytest.mark.parametrize("count", [1, 2, 3])
def test_as_many_as_fit_are_on_one_page(pages_of_three, count):
    assert list(many(count)) == ["index.html"]


def test_the_oldest_page_is_the_one_that_is_not_full(pages_of_three):
    book = many(7)

    assert book.posts() == [7, 6, 5]
    assert book.posts("pages/0002.html") == [4, 3, 2]
    assert book.posts("pages/0001.html") == [1]


def test_full_pages_only(pages_of_three):
    assert [many(6).posts(name) for name in ("index.html", "pages/0001.html")] == [[6, 5, 4], [3, 2, 1]]


def test_a_post_written_meanwhile_joins_the_newest_page(pages_of_three):
    assert many(4, total=3).posts() == [4, 3, 2, 1]


def test_long_posts_have_fewer_on_a_page(monkeypatch):
    monkeypatch.setattr(reader, "PAGE_BYTES", 2_000)
    book = written(*(entry(number, body="x" * 700) for number in range(1, 8)))

    # The last of the pages with numbers leads to the index.
    assert [len(book.posts(name)) for name in sorted(book)] == [1, 2, 2, 2, 0]


@pytest.mark.parametrize("total", [0, 1, 6, 9, 10, 11, 12, 13, 99])
def test_nothing_is_lost_or_doubled_if_the_total_is_wrong(pages_of_three, total):
    book = many(10, total=total)

    assert sorted(post for name in book for post in book.posts(name)) == list(range(1, 11))


@pytest.mark.parametrize(("count", "total"), [(10, 10), (10, 6), (10, 99), (7, 7), (4, 4)])
def test_every_link_leads_to_a_page(pages_of_three, count, total):
    book = many(count, total=total)
    links = {(name, link.get("href")) for name in book for link in book.all("a", name)}

    assert {
        posixpath.normpath(posixpath.join(posixpath.dirname(name), href))
        for name, href in links
        if not href.startswith("#")
    } == set(book)


def test_a_page_leads_to_its_neighbours_and_to_the_newest(pages_of_three):
    ways = many(10).all("nav[@aria-label='Pages']//a", "pages/0002.html")

    assert [(way.text, way.get("href")) for way in ways] == [
        ("Newer posts", "0003.html"),
        ("Newest posts", "../index.html"),
        ("Older posts", "0001.html"),
    ]


def test_what_follows_the_last_older_page_is_the_index(pages_of_three):
    [refresh] = many(7).all("meta[@http-equiv='refresh']", "pages/0003.html")

    assert refresh.get("content") == "0; url=../index.html"


def test_the_index_lists_the_older_pages_with_their_days(pages_of_three):
    listed = ["".join(each.itertext()) for each in many(27).all("nav/ol/li")]

    assert listed[0] == "Posts 22 to 24 January 1, 2026 to January 2, 2026"
    assert listed[-1] == "Posts 1 to 3 January 1, 2026"


def test_a_page_of_one_post_has_one_number(pages_of_three):
    assert many(4).text("title", "pages/0001.html") == "1 · Posts by alice"


def test_a_page_says_which_part_it_is(pages_of_three):
    book = many(7)

    assert book.text("dd").startswith("5 to 7 of 7")
    assert book.text("title", "pages/0002.html") == "2 to 4 · Posts by alice"
    assert "Search this page: posts 2 to 4 of 7" in book.text("label", "pages/0002.html")


def test_no_more_than_a_page_and_what_came_meanwhile_is_in_memory(pages_of_three):
    pages = Reader(ABOUT, total=20, new_file=Book().new_file)
    held = []
    for number in range(1, 21):
        pages.add(entry(number))
        held.append(len(pages._rows))

    assert max(held) == 4
