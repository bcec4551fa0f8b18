"""The files of words: gathering the strings of the code, merging them into each language, compiling."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
MAPPING = ROOT / "babel.cfg"
# What else takes a string in English and gives it back in another language.
KEYWORDS = {**DEFAULT_KEYWORDS, **parse_keywords(["_l", "lazy_gettext", "ngettext_forms:1,2"])}
WIDTH = 110
# What Babel writes into a file about the project; it would fill in placeholders.
ABOUT: Any = {
    "project": "Microblog",
    "version": "1",
    "msgid_bugs_address": "Microblog",
    "last_translator": "Microblog",
    "language_team": "Microblog",
    "charset": "utf-8",
}


def languages() -> list[str]:
    """The languages that have a file."""
    return sorted(path.parent.parent.name for path in FOLDER.glob("*/LC_MESSAGES/messages.po"))


def source() -> Catalog:
    """All strings of the code and the templates, in English."""
    with MAPPING.open() as file:
        methods, options = parse_mapping_cfg(file)
    catalog = Catalog(**ABOUT)
    found = extract_from_dir(
        ROOT, methods, options, keywords=KEYWORDS, comment_tags=["Translators:"], directory_filter=_is_ours
    )
    for path, _line, string, comments, context in found:
        catalog.add(string, locations=[(path, 0)], auto_comments=comments, context=context)
    for message in catalog:
        # Strings are written in the order of these, which is not to depend on what was there before.
        message.locations.sort()
    return catalog


def empty(language: str) -> Catalog:
    """The strings, with nothing translated. Raises babel.UnknownLocaleError or ValueError."""
    locale = Locale.parse(language)
    catalog = Catalog(
        locale=locale,
        header_comment=f"# The words of Microblog in {locale.english_name}; docs/translations.md says how.",
        fuzzy=False,
        **ABOUT,
    )
    catalog.update(source(), no_fuzzy_matching=True)
    return catalog


def updated(language: str) -> Catalog:
    """The file of a language with today's strings: new ones untranslated, those that are gone left out."""
    catalog = read(language)
    # A guess at what a new string may mean is worse than none: it looks like a translation.
    catalog.update(source(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    return catalog


def read(language: str) -> Catalog:
    """The file of a language."""
    with words_of(language).open("rb") as file:
        return read_po(file, locale=language)


def write(language: str, catalog: Catalog) -> None:
    """Write the file of a language; a string's files stand beside it, not its lines, which move."""
    path = words_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=WIDTH, sort_by_file=True, include_lineno=False)


def compile_all() -> None:
    """Write for each language the file that the application reads."""
    for language in languages():
        with compiled(language).open("wb") as file:
            write_mo(file, read(language))


def open_strings(catalog: Catalog) -> Iterator[Message]:
    """The strings that nobody has translated yet, or that somebody has marked as doubtful."""
    for message in catalog:
        words = message.string if isinstance(message.string, str) else "".join(message.string or ())
        forms = [message.string] if isinstance(message.string, str) else [*(message.string or ())]
        if message.id and (message.fuzzy or not words or not all(forms)):
            yield message


def words_of(language: str) -> Path:
    """The file that people write."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def compiled(language: str) -> Path:
    """The file that the application reads."""
    return words_of(language).with_suffix(".mo")


def _is_ours(folder: str) -> bool:
    path = Path(folder)
    return path == ROOT / "app" or ROOT / "app" in path.parents
