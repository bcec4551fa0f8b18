"""What is looked for, read from what was typed."""

import pytest

from app.search.words import MOST_CHARACTERS, Query, Term, fold, parse
from tests.support.naughty import NAUGHTY


def term(text, sign="", *, begins=False):
    return Term(sign, (*text.split(),), begins)


@pytest.mark.parametrize(("text", "terms"), [
    ("rain bread", [term("rain"), term("bread", begins=True)]),
    ("rain ", [term("rain")]),
    ("rain go", [term("rain"), term("go")]),
    ('"rainy day" sun', [term("rainy day"), term("sun", begins=True)]),
    ('"never closed', [term("never closed")]),
    ("#cat", [term("cat", "#")]),
    ("(#cat,#dog)", [term("cat", "#"), term("dog", "#")]),
    ("@mary_jane.", [term("mary jane", "@")]),
    ("well-known", [term("well known", begins=True)]),
    ("bob@example.com", [term("bob"), term("example com", "@")]),
    ("雨", [term("雨", begins=True)]),
    ("rain rain ", [term("rain")]),
    ("cafe\u0301 ", [term("café")]),
    ("हिन्दी ", [term("हिन्दी")]),
])  # fmt: skip
def test_words_phrases_hashtags_and_mentions(text, terms):
    assert parse(text) == Query((*terms,))


@pytest.mark.parametrize("text", ["from:susan rain ", "rain from:@susan ", "FROM:susan rain "])
def test_an_author_anywhere(text):
    assert parse(text) == Query((term("rain"),), "susan")


@pytest.mark.parametrize("text", ["", " ", "!?", "🎉", '""', "#", "from:", "\x00"])
def test_nothing_to_look_for(text):
    assert not parse(text)


def test_no_more_than_so_much_is_read():
    assert parse("x " * MOST_CHARACTERS * 100).terms == (term("x"),)


@pytest.mark.parametrize("text", NAUGHTY)
def test_words_hold_nothing_that_could_mean_something(text):
    letters = "".join(word for one in parse(text).terms for word in one.words)
    assert not set(letters) & set("\"'*+-<>()~@#:^\\ \0")


def test_case_and_accents_count_for_nothing():
    assert fold("CAFÉ Straße") == fold("cafe strasse")
