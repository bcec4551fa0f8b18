"""The site's own translator: the service that its settings name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app

from app.core.calls import ServiceError
from app.translation.guard import Guard
from app.translation.services import LibreTranslate, MicrosoftTranslator, Service

# Longer posts have marks on marks; both services take more.
MOST_CHARACTERS = 2000


class Translator:
    """A service behind a guard."""

    def __init__(self, service: Service) -> None:
        self.name = service.name
        self._service = service
        self._guard = Guard(failures=ServiceError)

    def translate(self, text: str, *, source: str, target: str) -> str:
        """A text in another language. Raises ServiceError, UnknownLanguage or Paused."""
        return self._guard.call(lambda: self._service.translate(text, source=source, target=target))


def init_app(app: Flask) -> None:
    """Give the application its translator, if it has one."""
    service = chosen(app.config)
    app.extensions["translator"] = Translator(service) if service else None


def of_this_site() -> Translator | None:
    """The translator of the current application; None if nobody has named one."""
    return current_app.extensions["translator"]


def chosen(settings: Mapping[str, Any]) -> Service | None:
    """The service that the settings name."""
    within_s = settings["TRANSLATOR_TIMEOUT_S"]
    if settings["TRANSLATOR_URL"]:
        url = settings["TRANSLATOR_URL"].rstrip("/")
        return LibreTranslate(url, settings["TRANSLATOR_KEY"], within_s)
    if settings["MS_TRANSLATOR_KEY"]:
        url, region = settings["MS_TRANSLATOR_URL"].rstrip("/"), settings["MS_TRANSLATOR_REGION"]
        return MicrosoftTranslator(url, settings["MS_TRANSLATOR_KEY"], region, within_s)
    return None
