"""Which service a site has."""

import pytest

from app.translation.services import LibreTranslate, MicrosoftTranslator
from app.translation.translator import chosen

NOTHING = {
    "TRANSLATOR_URL": None, "TRANSLATOR_KEY": None, "MS_TRANSLATOR_KEY": None, "MS_TRANSLATOR_REGION": None,
    "MS_TRANSLATOR_URL": "https://example.com/", "TRANSLATOR_TIMEOUT_S": 8,
}  # fmt: skip


def test_without_settings_there_is_none():
    assert chosen(NOTHING) is None


@pytest.mark.parametrize("url", ["https://libre.example", "https://libre.example/"])
def test_an_address_means_libretranslate(url):
    settings = NOTHING | {"TRANSLATOR_URL": url, "TRANSLATOR_KEY": "a-key"}

    assert chosen(settings) == LibreTranslate("https://libre.example", "a-key", 8)


def test_a_key_of_microsofts_means_its_translator():
    settings = NOTHING | {"MS_TRANSLATOR_KEY": "a-key", "MS_TRANSLATOR_REGION": "westeurope"}

    assert chosen(settings) == MicrosoftTranslator("https://example.com", "a-key", "westeurope", 8)
