"""A post in a language that its reader does not know, in a real browser."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.support import people, steps
from tests.support.servers import wait_for
from tests.support.translators import says, translators

SPANISH = "Buenos días a todos, hoy hace mucho sol en Madrid"
TRANSLATED = SPANISH[::-1]
OFFER = "Translate from Spanish"


@pytest.fixture(scope="module")
def service():
    """It turns every text around."""
    with translators() as service:
        yield service


@pytest.fixture(scope="module")
def environ(service):
    return {"TRANSLATOR_URL": service.url}


@pytest.fixture(scope="module")
def author(stack):
    """Somebody who writes in Spanish, in a process that knows its languages by now."""
    author = people.newcomer(stack, "carmen")
    people.write(author, SPANISH)
    wait_for(lambda: 'lang="es"' in author.open("/").html, "the language of the first post")
    return author


@pytest.fixture
def window(author, window):
    """A window on a site whose newest post is one that nobody has asked about."""
    people.write(author, SPANISH)
    return window


def newest_post(page):
    page.goto("/explore")
    return page.locator(".post").first


def test_the_words_are_turned_and_turned_back_where_they_stand(window):
    page = window()
    steps.register(page, "tina")
    post = newest_post(page)
    button = post.get_by_role("button", name=OFFER)
    button.focus()
    page.keyboard.press("Enter")

    expect(post.locator("p[lang=en]")).to_have_text(TRANSLATED)
    expect(post.get_by_text("Translated from Spanish by LibreTranslate.")).to_be_visible()
    expect(post.locator("p[lang=es]")).to_be_hidden()
    expect(post.get_by_role("button", name="Show original")).to_be_focused()
    page.keyboard.press("Enter")
    expect(post.locator("p[lang=es]")).to_be_visible()
    expect(post.locator("p[lang=en]")).to_be_hidden()


def test_the_next_reader_does_not_trouble_the_service(service, window):
    before = len(service.asked)
    for page, name in ((window(), "udo"), (window(), "ute")):
        steps.register(page, name)
        post = newest_post(page)
        post.get_by_role("button", name=OFFER).click()
        expect(post.locator("p[lang=en]")).to_have_text(TRANSLATED)

    assert len(service.asked) == before + 1


def test_without_javascript_a_page_shows_both_and_leads_back(window):
    page = window(java_script_enabled=False)
    steps.register(page, "vito")
    post = newest_post(page)
    place = post.get_attribute("id")
    post.get_by_role("button", name=OFFER).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Translation")
    expect(page.locator("p[lang=en]")).to_have_text(TRANSLATED)
    expect(page.locator("p[lang=es]")).to_have_text(SPANISH)
    page.get_by_role("link", name="Back", exact=True).click()
    expect(page).to_have_url(re.compile(f"/explore#{place}$"))


def test_a_service_that_fails_leaves_the_words_and_may_be_asked_again(service, window):
    page = window()
    steps.register(page, "wilma")
    post = newest_post(page)
    service.answer = says(500, b"")
    post.get_by_role("button", name=OFFER).click()
    expect(post.get_by_role("status")).to_contain_text("This could not be translated.")
    expect(post.locator("p[lang=es]")).to_be_visible()
    service.answer = None
    post.get_by_role("button", name=OFFER).click()

    expect(post.locator("p[lang=en]")).to_have_text(TRANSLATED)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_translated_post_breaks_no_rule_and_fits_a_small_phone(window, scheme):
    page = window(color_scheme=scheme, viewport={"width": 320, "height": 640})
    steps.register(page, f"xenia-{scheme}")
    post = newest_post(page)
    post.get_by_role("button", name=OFFER).click()
    expect(post.locator("p[lang=en]")).to_be_visible()

    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_nobody_is_offered_their_own_words(author):
    assert OFFER not in author.open("/user/carmen").html
