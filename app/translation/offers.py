"""Which posts a page offers to translate, and what languages are called."""

from __future__ import annotations

import re

from babel import Locale
from flask import Flask
from flask_babel import get_locale
from flask_login import current_user

from app.posts.models import Post
from app.translation import translator

CODE = re.compile(r"(?P<language>[a-z]{2,3})([-_][A-Za-z0-9]{2,8})*")
MOST_CHARACTERS_OF_A_CODE = 16


def init_app(app: Flask) -> None:
    """Let templates ask."""
    app.add_template_global(offered_from)


def offered_from(post: Post) -> str | None:
    """The name of the language that a post can be translated from for who reads it; None for no offer."""
    if translator.of_this_site() is None or post.user_id == current_user.id:
        return None
    fits = len(post.body) <= translator.MOST_CHARACTERS
    return name_of(post.language) if fits and is_foreign(post.language) else None


def reader_language() -> str:
    """The code of the language that the reader has the site in."""
    return here().language


def here() -> Locale:
    """What the reader has the site in."""
    # None only outside of requests and mails.
    return get_locale() or Locale("en")


def is_foreign(code: str | None) -> bool:
    """Whether this is a language that has a name, and is not that of the site's words."""
    return name_of(code) is not None and primary(code) != reader_language()


def name_of(code: str | None) -> str | None:
    """What a language is called in the reader's; None for what is no language."""
    language = primary(code)
    return here().languages.get(language) if language else None


def primary(code: str | None) -> str | None:
    """The language of a code without country and script: `pt` of `pt-BR`; None for what is no code."""
    match = CODE.fullmatch(code) if code and len(code) <= MOST_CHARACTERS_OF_A_CODE else None
    return match["language"] if match else None
