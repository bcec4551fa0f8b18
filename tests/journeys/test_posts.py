"""A conversation in a browser: named, told live, answered, changed, deleted."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.support import steps

LINKS = {
    "@paul": "/user/paul",
    "https://example.org/#top": "https://example.org/#top",
    "#lamps": "/search?q=%23lamps",
}


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def mentions(page: Page):
    return page.get_by_role("navigation", name="Main").get_by_role("link", name="Mentions")


def test_a_conversation_from_the_first_word_to_the_last(window):
    anna, paul = window(), window()
    steps.register(anna, "anna")
    steps.register(paul, "paul")
    steps.write(anna, "Look, @paul: https://example.org/#top #lamps")
    is_told_and_answers(paul)
    is_told_and_changes_her_mind(anna)
    paul.reload()

    expect(paul.locator(".post-marked")).to_contain_text("In reply to a post that was deleted")


def is_told_and_answers(paul: Page) -> None:
    expect(mentions(paul)).to_contain_text("1 new mention")
    mentions(paul).click()
    post = paul.locator(".post").first
    expect(post.locator(".new-mark")).to_have_text("New")
    for words, address in LINKS.items():
        expect(post.get_by_role("link", name=words, exact=True)).to_have_attribute("href", address)
    post.get_by_role("link", name="Reply to anna").click()
    paul.get_by_label("Your reply").fill("Bright, @anna!")
    paul.get_by_role("button", name="Reply").click()
    expect(paul.locator(".post-marked")).to_contain_text("Bright, @anna!")
    expect(mentions(paul)).not_to_contain_text("new mention")


def is_told_and_changes_her_mind(anna: Page) -> None:
    expect(mentions(anna)).to_contain_text("1 new mention")
    mentions(anna).click()
    anna.get_by_role("link", name="In reply to anna").click()
    expect(anna.locator("#replies .post")).to_contain_text("Bright, @anna!")
    anna.get_by_role("link", name=re.compile("^Edit: Look")).click()
    anna.get_by_label("Your post").fill("Look, everybody")
    anna.get_by_role("button", name="Save").click()
    expect(anna.locator(".post-marked")).to_contain_text("edited")
    anna.goto("/")
    anna.get_by_role("link", name=re.compile("^Delete: Look")).click()
    anna.get_by_role("button", name="Delete").click()
    expect(heading(anna)).to_have_text("Hi, anna!")
    expect(anna.get_by_text("Look, everybody")).to_have_count(0)


def test_without_scripts_and_by_keyboard_one_can_answer_as_well(window):
    page = window(java_script_enabled=False)
    steps.register(page, "quinn")
    steps.write(page, "By hand")
    page.get_by_role("link", name="Reply to quinn").press("Enter")
    page.get_by_label("Your reply").fill("And again")
    page.get_by_role("button", name="Reply").press("Enter")

    expect(page.locator(".post-marked")).to_contain_text("And again")
