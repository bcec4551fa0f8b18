"""What the sample community is; `sample` puts it into a database."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

USERNAME = "susan"
# Open to everybody who reads this: the stack listens on loopback only.
PASSWORD = "sample-password"  # noqa: S105
# Somebody whom susan follows.
FRIEND = "mei"
# Of every nine rounds through the languages susan writes two; in the others each language has its own person.
CYCLE = 9
SUSANS_ROUNDS = (0, 4)


@dataclass(frozen=True)
class Words:
    """A post before it is one: who wrote what, in which language."""

    username: str
    body: str
    language: str


def read() -> dict[str, Any]:
    """The community as it is written down."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def posts(community: dict[str, Any]) -> Iterator[Words]:
    """All posts, oldest first: the languages take turns, and each says every pair of its sentences once."""
    authors = {
        language: person["username"] for person in community["people"] for language in person["languages"]
    }
    for number in range(_rounds(community)):
        by_susan = number % CYCLE in SUSANS_ROUNDS
        for language in community["languages"]:
            author = USERNAME if by_susan else authors[language["code"]]
            yield Words(author, _pair(language, number), language["code"])
        # One of the awkward posts follows, while there are any.
        for body in community["awkward"]["posts"][number : number + 1]:
            yield Words(USERNAME, body, "en")


def _rounds(community: dict[str, Any]) -> int:
    return min(len(language["first"]) * len(language["second"]) for language in community["languages"])


def _pair(language: dict[str, Any], number: int) -> str:
    first, second = language["first"], language["second"]
    # A different second sentence each time, or neighbours in time would sound alike.
    return f"{first[number % len(first)]} {second[(number + number // len(first)) % len(second)]}"
