"""The language of what is written for somebody, who may be another than the one who asks."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from flask import current_app
from flask_babel import force_locale, get_locale
from sqlalchemy.orm import Mapped


class Reader(Protocol):
    """Somebody who reads what we write, and may have chosen a language."""

    language: Mapped[str | None]


def known(language: str | None) -> str | None:
    """A language, if it is one of ours; nothing of what an account or a cookie says is believed."""
    return language if language in current_app.config["LANGUAGES"] else None


def default() -> str:
    """The language of those of whom we know none."""
    return current_app.config["LANGUAGES"][0]


def spoken() -> str:
    """The language that is being written in."""
    return str(get_locale())


def in_language_of(reader: Reader, *, otherwise: str | None = None) -> AbstractContextManager[None]:
    """Write what somebody will read in the language they have chosen.

    Without a choice, in `otherwise`; without that in the language of the request, or the site's outside one.
    """
    language = known(reader.language) or known(otherwise)
    return force_locale(language) if language else nullcontext()
