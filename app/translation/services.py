"""The services that translate, each with its own wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

from app.core.calls import Refused, ServiceError, post_json

# A sentence may grow by a half; what is ten times as long is no translation.
MOST_TIMES_LONGER = 10
LEAST_ROOM = 200
NUL = "\x00"
BAD_REQUEST = 400


class UnknownLanguage(Exception):
    """The service does not translate from this language into that one."""


class Service(Protocol):
    """Who translates: its name as people know it, and what it makes of a text."""

    @property
    def name(self) -> str:
        """Named under each translation."""
        ...

    def translate(self, text: str, *, source: str, target: str) -> str:
        """A text in another language. Raises ServiceError or UnknownLanguage."""
        ...


@dataclass(frozen=True)
class LibreTranslate:
    """LibreTranslate, or what speaks as it does (https://docs.libretranslate.com)."""

    url: str
    key: str | None
    within_s: float
    name: str = "LibreTranslate"

    # Its Norwegian is Bokmål.
    CODES = {"no": "nb"}  # noqa: RUF012 (a constant of the class, not a field)

    def translate(self, text: str, *, source: str, target: str) -> str:
        """A text in another language."""
        question = {
            "q": text,
            "source": self.CODES.get(source, source),
            "target": self.CODES.get(target, target),
            "format": "text",
        }
        if self.key:
            question["api_key"] = self.key
        answer = _ask(f"{self.url}/translate", question, headers={}, within_s=self.within_s)
        return _checked(_found(answer, "translatedText"), text)


@dataclass(frozen=True)
class MicrosoftTranslator:
    """Version 3 of Microsoft's Translator, part of Azure AI."""

    url: str
    key: str
    region: str | None
    within_s: float
    name: str = "Microsoft Translator"

    CODES = {  # noqa: RUF012 (a constant of the class, not a field)
        "no": "nb", "nn": "nb", "zh": "zh-Hans", "tl": "fil", "sr": "sr-Cyrl", "mn": "mn-Cyrl",
    }  # fmt: skip

    def translate(self, text: str, *, source: str, target: str) -> str:
        """A text in another language."""
        languages = {"from": self.CODES.get(source, source), "to": self.CODES.get(target, target)}
        headers = {"Ocp-Apim-Subscription-Key": self.key}
        if self.region:
            headers["Ocp-Apim-Subscription-Region"] = self.region
        address = f"{self.url}/translate?{urlencode({'api-version': '3.0'} | languages)}"
        answer = _ask(address, [{"Text": text}], headers=headers, within_s=self.within_s)
        return _checked(_found(answer, 0, "translations", 0, "text"), text)


def _ask(url: str, question: Any, *, headers: dict[str, str], within_s: float) -> Any:
    try:
        return post_json(url, question, headers=headers, within_s=within_s)
    except Refused as refused:
        # Both say so of a language that they do not know, and of nothing else that we send.
        if refused.status == BAD_REQUEST:
            raise UnknownLanguage(str(refused)) from refused
        raise


def _found(answer: Any, *path: str | int) -> Any:
    try:
        for step in path:
            answer = answer[step]
    except (LookupError, TypeError) as error:
        raise ServiceError("an answer of another shape") from error
    return answer


def _checked(translated: Any, text: str) -> str:
    if not isinstance(translated, str) or not translated.strip() or NUL in translated:
        raise ServiceError("an answer without words")
    if len(translated) > MOST_TIMES_LONGER * len(text) + LEAST_ROOM:
        raise ServiceError(f"a translation of {len(translated)} characters for {len(text)}")
    return translated.strip()
