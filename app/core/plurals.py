"""Words about numbers that a page's script learns of later, in every form that a language has."""

from __future__ import annotations

from functools import cache

from babel import Locale
from flask_babel import format_decimal, get_locale, ngettext

# Below it, each language shows all its forms.
ENOUGH_NUMBERS = 200


def ngettext_forms(singular: str, plural: str) -> dict[str, str]:
    """Each form that `ngettext` has of some words, by the name that Intl.PluralRules has for it.

    Numbers stand in the words as `{name}`.
    """
    return {form: ngettext(singular, plural, number) for form, number in _examples(_language()).items()}


def in_form(forms: dict[str, str], number: int, **values: int) -> str:
    """The form for a number, with the values in it; a page's script does the same."""
    words = forms.get(_locale(_language()).plural_form(number), forms["other"])
    for name, value in values.items():
        words = words.replace(f"{{{name}}}", format_decimal(value))
    return words


def _language() -> str:
    return str(get_locale() or "en")


@cache
def _examples(language: str) -> dict[str, int]:
    """A number for each form of a language."""
    form_of = _locale(language).plural_form
    smallest = {form_of(number): number for number in reversed(range(ENOUGH_NUMBERS))}
    return {"other": ENOUGH_NUMBERS} | smallest


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)
