"""Guessing languages, with the real model."""

import subprocess
import sys

import pytest

from app.translation import language
from deploy.local import community

SENTENCES = [
    (one["code"], sentence)
    for one in community.read()["languages"]
    for sentence in one["first"] + one["second"]
]


@pytest.mark.parametrize(("text", "code"), [
    ("Heute scheint die Sonne über Berlin", "de"), ("Buenos días a todos", "es"),
    ("I love this song", "en"), ("今日はいい天気ですね", "ja"), ("今天天气很好", "zh"), ("שלום עולם", "he"),
])  # fmt: skip
def test_a_language_is_known_by_a_few_words(text, code):
    assert language.guess(text) == code


def test_nothing_wrong_is_said_of_the_sample_community_and_little_is_left_open():
    guesses = [(code, language.guess(sentence)) for code, sentence in SENTENCES]

    assert [pair for pair in guesses if pair[1] and pair[0] != pair[1]] == []
    assert sum(guess is None for _code, guess in guesses) < len(guesses) / 10


@pytest.mark.parametrize("text", [
    "", " ", "ok", "lol", "haha", "👍🏽👍🏽👍🏽", "123 456 789 000", "https://example.com/eine/Sonne/scheint",
    "www.heute-scheint-die-sonne.example", "@heute @scheint @die @sonne", "#heute #scheint #die #sonne",
    "heute@scheint.die-sonne.example", "x" * 6000, "😀" * 6000, "\u0301" * 50, "!?!?!?",
])  # fmt: skip
def test_what_tells_too_little_has_no_language(text):
    assert language.guess(text) is None


def test_what_is_no_words_does_not_disturb():
    words = "Heute scheint die Sonne"

    assert (
        language.guess(f"{words} 👍🏽 https://example.com/the/sun/is/shining @theo #thesunshines 42") == "de"
    )


def test_a_code_fits_its_column():
    language.guess(SENTENCES[0][1])

    assert {len(code) for code in language.model._identifier.nb_classes} == {2}


def test_nobody_waits_for_the_model_who_does_not_guess():
    code = "import sys; import app.features; print('numpy' in sys.modules or 'py3langid' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout == "False\n"
