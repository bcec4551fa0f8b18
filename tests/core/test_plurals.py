"""Words about numbers that a page's script learns of later."""

import pytest
from flask_babel import force_locale

from app.core import plurals
from app.core.plurals import in_form, ngettext_forms

POSTS = {"one": "{done} of {total} post", "other": "{done} of {total} posts"}


@pytest.fixture(autouse=True)
def in_a_request(app):
    with app.test_request_context():
        yield


def test_english_has_two_forms():
    assert ngettext_forms("{num} post", "{num} posts") == {"one": "{num} post", "other": "{num} posts"}


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ja", {"other"}),
        ("pl", {"one", "few", "many", "other"}),
        ("ar", {"zero", "one", "two", "few", "many", "other"}),
    ],
)
def test_a_language_has_all_its_forms(language, forms):
    with force_locale(language):
        assert set(ngettext_forms("{num} post", "{num} posts")) == forms


def test_each_form_is_that_of_a_number_that_has_it(monkeypatch):
    monkeypatch.setattr(plurals, "ngettext", lambda _one, _many, number: str(number))
    with force_locale("pl"):
        assert ngettext_forms("", "") == {"one": "1", "few": "2", "many": "0", "other": "200"}


@pytest.mark.parametrize(
    ("total", "words"), [(1, "0 of 1 post"), (2, "0 of 2 posts"), (4800, "0 of 4,800 posts")]
)
def test_the_form_of_a_number_has_the_numbers_in_it(total, words):
    assert in_form(POSTS, total, done=0, total=total) == words


def test_numbers_are_written_as_the_language_does():
    with force_locale("de"):
        assert in_form(POSTS, 4800, done=1240, total=4800) == "1.240 of 4.800 posts"


@pytest.mark.parametrize(
    ("number", "form"), [(0, "zero"), (1, "one"), (2, "two"), (103, "few"), (11, "many"), (100, "other")]
)
def test_each_number_has_its_form_in_arabic(number, form):
    with force_locale("ar"):
        assert in_form({name: name for name in ngettext_forms("", "")}, number) == form


def test_the_forms_of_arabic_are_those_of_its_own_words():
    with force_locale("ar"):
        forms = ngettext_forms("{done} of {total} post", "{done} of {total} posts")
    assert forms["few"].endswith("منشورات") and forms["many"].endswith("منشورًا")


def test_a_form_that_is_missing_is_the_common_one():
    with force_locale("pl"):
        assert in_form(POSTS, 2, done=1, total=2) == "1 of 2 posts"
