"""What goes over the wire to each service, and what it may answer."""

import json

import pytest

from app.core.calls import ServiceError
from app.translation.services import LibreTranslate, MicrosoftTranslator, UnknownLanguage
from tests.support.translators import says


@pytest.fixture
def libre(service):
    return LibreTranslate(service.url, key="a-key", within_s=10)


@pytest.fixture
def microsoft(service):
    return MicrosoftTranslator(f"{service.url}/base", key="a-key", region="westeurope", within_s=10)


@pytest.fixture(params=["libre", "microsoft"])
def either(request):
    return request.getfixturevalue(request.param)


def test_libretranslate_is_asked_in_its_way(service, libre):
    assert libre.translate("hola", source="es", target="en") == "aloh"

    [asked] = service.asked
    assert asked.path == "/translate"
    question = {"q": "hola", "source": "es", "target": "en", "format": "text", "api_key": "a-key"}
    assert asked.body == question


def test_without_a_key_none_is_sent(service):
    LibreTranslate(service.url, key=None, within_s=10).translate("hola", source="es", target="en")

    assert "api_key" not in service.asked[0].body


def test_microsoft_is_asked_in_its_way(service, microsoft):
    assert microsoft.translate("hola", source="es", target="en") == "aloh"

    [asked] = service.asked
    assert (asked.path, asked.body) == ("/base/translate", [{"Text": "hola"}])
    assert asked.query == {"api-version": ["3.0"], "from": ["es"], "to": ["en"]}
    assert asked.headers["Ocp-Apim-Subscription-Key"] == "a-key"
    assert asked.headers["Ocp-Apim-Subscription-Region"] == "westeurope"


def test_a_resource_for_the_whole_world_has_no_region(service):
    world = MicrosoftTranslator(service.url, key="a-key", region=None, within_s=10)
    world.translate("hola", source="es", target="en")

    assert "Ocp-Apim-Subscription-Region" not in service.asked[0].headers


def test_each_has_its_own_codes(service, libre, microsoft):
    libre.translate("hei", source="no", target="zh")
    microsoft.translate("hei", source="no", target="zh")

    one, other = service.asked
    assert (one.body["source"], one.body["target"]) == ("nb", "zh")
    assert (other.query["from"], other.query["to"]) == (["nb"], ["zh-Hans"])


def test_a_language_that_it_does_not_know_is_no_fault_of_its_own(service, either):
    service.answer = says(400, b'{"error": "tlh is not supported"}')
    with pytest.raises(UnknownLanguage):
        either.translate("hola", source="tlh", target="en")


@pytest.mark.parametrize("status", [302, 401, 403, 429, 500])
def test_other_refusals_are_faults(service, either, status):
    service.answer = says(status, b"{}")
    with pytest.raises(ServiceError):
        either.translate("hola", source="es", target="en")


@pytest.mark.parametrize("answer", [
    {}, [], None, 1, "words", [None], [{}], {"translatedText": None}, {"translatedText": ["x"]},
    {"translatedText": " "},
    {"translatedText": "a\x00b"}, {"translatedText": "x" * 5000}, [{"translations": []}],
    [{"translations": [1]}],
    [{"translations": {"0": 1}}], [{"translations": [{"text": 1}]}], [{"translations": [{"text": ""}]}],
], ids=str)  # fmt: skip
def test_an_answer_of_another_shape_is_none(service, either, answer):
    service.answer = says(200, json.dumps(answer).encode())
    with pytest.raises(ServiceError):
        either.translate("hola", source="es", target="en")
