"""The search's page."""

import pytest

from tests import factories
from tests.support.naughty import SOME

MOST_QUERIES = 8


@pytest.fixture
def posts(alice):
    """More posts than a page holds."""
    return [factories.post(author=alice, body=f"rain & shine {number}") for number in range(30)]


def test_without_words_the_page_tells_what_one_can_write(as_, alice):
    page = as_(alice).get("/search")

    assert "What are you looking for?" in page.text and page.all("input", name="q")[0]["value"] == ""


def test_what_is_no_word_is_told(as_, alice):
    assert "no word to look for" in as_(alice).get("/search?q=%21").text


def test_posts_are_found_and_the_words_stay(as_, alice, posts):
    page = as_(alice).get("/search?q=rain %26 shine")

    assert "rain & shine 29" in page.text and "rain & shine 4\n" not in page.text
    assert page.all("input", name="q")[0]["value"] == "rain & shine"


def test_the_next_page_is_of_the_same_search(as_, alice, posts):
    [older] = as_(alice).get("/search?q=rain %26 shine").all("a", rel="next")
    page = as_(alice).get(older["href"])

    assert "rain & shine 4" in page.text and "rain & shine 29" not in page.text
    assert page.all("a", rel="next") == []
    assert page.all("a", href="/search?q=rain+%26+shine") != []


def test_where_nothing_is_found_there_is_a_way_on(as_, alice):
    page = as_(alice).get("/search?q=nowhere")

    assert "No posts with “nowhere”" in page.text
    assert page.all("a", href="/search?q=nowhere&in=people") != []


def test_people_are_found_with_a_way_to_follow_them_and_to_come_back(as_, alice, bob, mallory):
    alice.follow(mallory)
    visitor = as_(alice)
    page = visitor.get("/search?in=people&q=bob")

    assert page.all("form", action="/follow/bob") and "bob" in page.text
    [back] = {field["value"] for field in page.all("input", name="back") if "bob" in (field["value"] or "")}
    assert visitor.post("/follow/bob", back=back).location == "/search?in=people&q=bob"


def test_nobody_follows_themselves(as_, alice):
    forms = as_(alice).get("/search?in=people&q=alice").all("form", method="post")
    assert "/follow/alice" not in {form["action"] for form in forms}


def test_people_who_are_not_there(as_, alice):
    assert "Nobody with “nowhere”" in as_(alice).get("/search?in=people&q=nowhere").text


def test_too_many_words_are_refused_with_a_reason(as_, alice):
    assert "At most 200 characters" in as_(alice).get("/search?q=" + "x" * 201, expect=422).text


@pytest.mark.parametrize("before", ["", "1-2", "x-1", "1-2--1", "1-2-1000", "1-2-٣", "1-2-%00", "9" * 30])
def test_a_wrong_place_is_a_wrong_question(as_, alice, before):
    as_(alice).get(f"/search?q=rain&before={before}", expect=400)


@pytest.mark.parametrize("place", ["1-2-3", "-62135596800000000-1-0", "253402300799999999-2147483647-999"])
def test_a_place_where_nothing_is(as_, alice, place):
    assert "Nothing more" in as_(alice).get(f"/search?q=rain&before={place}").text
    assert "Nobody more" in as_(alice).get(f"/search?q=rain&in=people&before={place}").text


@pytest.mark.parametrize("among", ["posts", "people"])
def test_anything_can_be_asked(as_, alice, among):
    visitor = as_(alice)
    for text in SOME:
        visitor.get("/search", query_string={"q": text[:200], "in": among})


@pytest.mark.parametrize("among", ["posts", "people"])
def test_a_page_takes_few_queries(as_, alice, posts, statements, among):
    people = [factories.user(about_me="rain") for _number in range(30)]
    visitor = as_(alice)
    visitor.get("/search?q=rain")
    statements.clear()
    visitor.get(f"/search?q=rain&in={among}")

    assert people and 0 < len(statements) <= MOST_QUERIES


def test_every_page_but_the_search_has_a_field_in_its_bar(as_, alice):
    assert len(as_(alice).get("/").all("form", role="search")) == 1
    assert len(as_(alice).get("/search").all("form", role="search")) == 1
