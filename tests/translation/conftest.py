"""A translator of one's own, and a site that uses it."""

import pytest

from app.translation.services import LibreTranslate
from app.translation.translator import Translator
from tests import factories
from tests.support.translators import translators


@pytest.fixture
def service():
    with translators() as service:
        yield service


@pytest.fixture
def site(app, service, monkeypatch):
    """The site with a translator, which `service` is; each test has a guard of its own."""
    libre = LibreTranslate(service.url, key="a-key", within_s=5)
    monkeypatch.setitem(app.extensions, "translator", Translator(libre))
    return service


@pytest.fixture
def post(bob):
    """What Bob wrote in Spanish."""
    return factories.post(author=bob, body="Buenos días a todos", language="es")
