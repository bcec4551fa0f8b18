"""What a password must be: long enough, and not one that everybody tries first."""

from __future__ import annotations

from functools import cache

LEAST, MOST = 8, 128
SITE_WORDS = frozenset({"microblog", "password", "passwort", "contraseña"})


def is_common(password: str, *, about: tuple[str, ...] = ()) -> bool:
    """Whether guessers try this early: a word from lists or about the user, with or without digits."""
    word = password.casefold()
    bare = word.strip("0123456789 .!?_-")
    known = SITE_WORDS | {part.casefold() for part in about if part}
    return word in _common() or word in known or bare in known or len(set(word)) < 3


@cache
def _common() -> frozenset[str]:
    # Imported late: the lists take a tenth of a second to load, and only a new password needs them.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415

    return frozenset(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= LEAST)
