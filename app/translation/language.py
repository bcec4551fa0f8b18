"""In which language words are, guessed from the words alone."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# What is the same in every language, or belongs to none.
NO_WORDS = regex.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+|[@#][\w.-]+|[\p{Extended_Pictographic}\p{Emoji_Presentation}\p{Nd}]"
)
LETTER = regex.compile(r"\p{L}")
# A word of Latin has four letters by itself; two Chinese characters are a sentence.
LEAST_LETTERS = 4
LEAST_LETTERS_WHERE_THEY_ARE_WORDS = 2
WORDS_BY_THEMSELVES = regex.compile(r"[\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}]")
# Of 144 sentences of the sample community this leaves ten without a language, and guesses none wrong.
LEAST_CERTAINTY = 0.6


class Model:
    """What py3langid has learnt. It takes a second and 90 MB, so it is loaded when first asked, and once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._identifier: LanguageIdentifier | None = None

    def is_loaded(self) -> bool:
        """Whether a guess takes no time."""
        return self._identifier is not None

    def classify(self, words: str) -> tuple[str, float]:
        """The most likely language of some words, and how likely it is; loads what it needs."""
        with self._lock:
            self._identifier = identifier = self._identifier or _load()
        return identifier.classify(words)


model = Model()


def guess(text: str) -> str | None:
    """The code of the language that a text is in (ISO 639-1); None if there is too little to tell.

    The first guess of a process takes a second, all others a fraction of a millisecond.
    """
    words = NO_WORDS.sub(" ", text).strip()
    least = LEAST_LETTERS_WHERE_THEY_ARE_WORDS if WORDS_BY_THEMSELVES.search(words) else LEAST_LETTERS
    if len(LETTER.findall(words)) < least:
        return None
    language, certainty = model.classify(words)
    return language if certainty >= LEAST_CERTAINTY else None


def _load() -> LanguageIdentifier:
    # Not above: whoever imports this module must not wait for numpy, and many never guess.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Rare languages, whose codes have three letters, draw short texts of the common ones to themselves.
    identifier.set_languages([code for code in identifier.labels if len(code) == 2])
    return identifier
