"""What somebody looks for, read from what they typed; nothing that can be typed is a mistake."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

import regex

MOST_CHARACTERS = 200
# Shorter beginnings are those of nearly everything.
LEAST_BEGINNING = 3
PART = regex.compile(r'from:@?(?P<author>[^\s"]*)|"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)', regex.IGNORECASE)
PIECE = regex.compile(r"[#@]?[^#@]+")
# As the indexes see it: a word is letters and digits with their marks, all else is between words.
WORD = regex.compile(r"[\p{L}\p{N}\p{M}]+")
ACCENTS = regex.compile(r"\p{Mn}+")
CONTROL = regex.compile(r"[\p{Cc}\p{Cs}\p{Cn}]")


class Term(NamedTuple):
    """Words that stand side by side, behind the sign of a hashtag or a mention or none."""

    sign: str
    words: tuple[str, ...]
    # Whether the last word may be the beginning of a longer one.
    begins: bool = False

    @property
    def text(self) -> str:
        """The sign as a word of its own, as the indexes have it, and the words."""
        return " ".join([self.sign, *self.words]).strip()


@dataclass(frozen=True)
class Query:
    """All of these terms, in what is by this author if one is named."""

    terms: tuple[Term, ...]
    author: str | None = None

    def __bool__(self) -> bool:
        return bool(self.terms or self.author)


def parse(text: str) -> Query:
    """Read `two words "a phrase" #tag @name from:author`; what is no word counts for nothing."""
    clean = CONTROL.sub(" ", unicodedata.normalize("NFC", text[:MOST_CHARACTERS]))
    parts = [*PART.finditer(clean)]
    author = next((part["author"] for part in reversed(parts) if part["author"]), None)
    terms = dict.fromkeys(term for part in parts for term in _terms(part))
    # A word behind which there is a space has been written to its end.
    last = parts[-1]["word"] if parts and not clean[-1].isspace() else None
    return Query((*_with_beginning([*terms], last),), author)


def fold(text: str) -> str:
    """A text as it is compared: without the case and the accents."""
    return text.lower() if text.isascii() else ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold()


def _terms(part: regex.Match[str]) -> list[Term]:
    if part["phrase"] is not None:
        return _term("", part["phrase"])
    pieces = PIECE.findall(part["word"] or "")
    return [term for piece in pieces for term in _term(piece[0] if piece[0] in "#@" else "", piece)]


def _term(sign: str, text: str) -> list[Term]:
    words = WORD.findall(text)
    return [Term(sign, (*words,))] if words else []


def _with_beginning(terms: list[Term], last: str | None) -> list[Term]:
    if not terms or last is None or not (words := WORD.findall(last)):
        return terms
    *others, final = terms
    may = not final.sign and final.words[-1] == words[-1] and _is_beginning(words[-1])
    return [*others, final._replace(begins=may)]


def _is_beginning(word: str) -> bool:
    # A sign of Chinese or Japanese says as much as a few letters, and there is no space behind a word.
    return len(word) >= LEAST_BEGINNING or any(unicodedata.category(letter) == "Lo" for letter in word)
