"""The files of words: complete, sure, current, and with the same places and marks as the English."""

import re

import pytest
from babel.messages.mofile import read_mo
from babel.messages.plurals import get_plural

from app.core.plurals import _locale
from app.translations import catalogs
from config import Config

LANGUAGES = catalogs.languages()
# `%(name)s`, `{name}` and a percent sign; tags and entities; characters that mean something to a program.
PLACE = re.compile(r"%\(\w+\)[a-z]|\{\w+\}|%%")
MARKUP = re.compile(r"</?\w+[^>]*>|&\w+;")
# A form that only one number has may say it as a word: "two posts" is one word in Arabic.
SAID_IN_WORDS = {"zero", "one", "two"}


def forms(message):
    return [message.string] if isinstance(message.string, str) else [*message.string]


def english(message):
    return message.id if isinstance(message.id, str) else message.id[-1]


def words(catalog):
    return [message for message in catalog if message.id]


@pytest.fixture(scope="module")
def source():
    return catalogs.source()


@pytest.fixture(params=LANGUAGES)
def catalog(request):
    return catalogs.read(request.param)


def test_every_language_that_is_offered_has_its_words():
    assert {*Config.LANGUAGES} == {"en", *LANGUAGES}


def test_nothing_is_left_to_translate_and_nothing_is_doubtful(catalog):
    assert [message.id for message in catalogs.open_strings(catalog)] == []


def test_nothing_is_kept_that_is_not_said_any_more(catalog):
    assert not catalog.obsolete


def test_every_string_of_the_code_is_there_and_no_other(catalog, source):
    assert {each.id for each in words(catalog)} == {each.id for each in words(source)}, (
        "please run `flask translate update`, translate what is new, and `flask translate compile`"
    )


def test_the_compiled_file_is_of_this_one(catalog):
    language = str(catalog.locale)
    with catalogs.compiled(language).open("rb") as file:
        compiled = {english(message): forms(message) for message in words(read_mo(file))}

    assert compiled == {english(message): forms(message) for message in words(catalog)}, (
        "please run `flask translate compile`"
    )


def test_a_language_has_all_its_plural_forms(catalog):
    plural = get_plural(catalog.locale)

    assert (catalog.num_plurals, catalog.plural_expr) == (plural.num_plurals, plural.plural_expr)
    assert {len(forms(each)) for each in words(catalog) if each.pluralizable} == {plural.num_plurals}


def test_the_places_for_what_comes_later_are_those_of_the_english(catalog):
    assert [each.id for each in words(catalog) if not each.pluralizable and odd(each)] == []


def odd(message):
    return sorted(PLACE.findall(message.id)) != sorted(PLACE.findall(message.string))


def test_every_plural_form_has_its_places_unless_only_one_number_has_it(catalog):
    names = form_names(catalog)
    for message in (each for each in words(catalog) if each.pluralizable):
        for name, form in zip(names, forms(message), strict=True):
            places, due = {*PLACE.findall(form)}, {*PLACE.findall(message.id[1])}
            missing = due - places
            assert places <= due and (not missing or may_miss(name, missing)), (message.id, form)


def may_miss(name, missing):
    return name in SAID_IN_WORDS and missing <= {"%(num)s", "%(count)s", "{num}"}


def form_names(catalog):
    """What CLDR calls the forms, in the order in which the file has them."""
    number_of = gettext_form(catalog)
    named = {number_of(number): _locale(str(catalog.locale)).plural_form(number) for number in range(200)}
    return [named[index] for index in range(catalog.num_plurals)]


def gettext_form(catalog):
    from gettext import c2py  # noqa: PLC0415 (Python's own reader of these expressions; not documented)

    return c2py(catalog.plural_expr)


def test_marks_of_html_are_those_of_the_english(catalog):
    for message in words(catalog):
        due = sorted(MARKUP.findall(english(message)))
        assert all(sorted(MARKUP.findall(form)) == due for form in forms(message)), message.id


def test_what_turns_the_direction_of_writing_turns_it_back(catalog):
    for form in (form for message in words(catalog) for form in forms(message)):
        assert form.count("\u2068") == form.count("\u2069") and not re.search("[\u202a-\u202e]", form), form


def test_space_and_the_end_of_a_sentence_are_those_of_the_english(catalog):
    for message in words(catalog):
        for form in forms(message):
            assert form == form.strip() and form.endswith(".") == english(message).endswith("."), form
