"""Every page in every state, in light and dark, wide and narrow: nothing that a machine objects to."""

from __future__ import annotations

import pytest

from tests.journeys.support import checker, steps
from tests.journeys.support.inspection import NARROW, Inspector
from tests.journeys.support.population import LIMIT
from tests.support.translators import translators


@pytest.fixture(scope="module")
def environ():
    with translators() as service:
        yield {"EXPORTS_PER_DAY": str(LIMIT), "TRANSLATOR_URL": service.url}


@pytest.fixture(scope="module")
def inspector(stack, browser):
    """All pages, each of which is opened once."""
    return Inspector(browser, stack)


@pytest.fixture(params=["a stranger", "newcomer", "susan", "leila", "jonas", "mateo"])
def looks(inspector, request):
    """What one of the people sees."""
    return inspector.looks(request.param)


def test_no_page_is_missing_from_the_inventory(inspector):
    assert inspector.inventory["unseen"] == []


def test_no_page_breaks_a_rule_of_accessibility_when_it_is_light(looks):
    assert {look.name: look.light for look in looks if look.light} == {}


def test_no_page_breaks_a_rule_of_accessibility_when_it_is_dark(looks):
    assert {look.name: look.dark for look in looks if look.dark} == {}


def test_no_page_is_wider_than_a_small_phone(looks):
    assert [look.name for look in looks if look.width > NARROW["width"]] == []


def test_no_page_has_a_fault_in_its_html(inspector, tmp_path):
    pages = {f"{who}: {look.name}": look.html for who in inspector.people for look in inspector.looks(who)}

    assert checker.faults(pages, tmp_path) == []


def test_no_page_asks_elsewhere_or_breaks_its_own_rules(inspector, looks):
    assert inspector.faults == []


def test_the_keyboard_is_enough(stack, window):
    page = window()
    steps.register(page, "uwe")
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _press in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "post":
            break
    page.keyboard.type("By keyboard")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.locator(".post", has_text="By keyboard").wait_for()
