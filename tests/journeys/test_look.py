"""What only a browser shows of the look: cards over names, the theme, news of posts, keeping one's place."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.support import community, people, steps

CARD = "[data-card]"
DARK, LIGHT = "rgb(19, 20, 24)", "rgb(246, 245, 242)"


def paper(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def top(locator):
    return round(locator.bounding_box()["y"])


def test_a_card_opens_by_keyboard_and_closes_with_escape(stack, window):
    page = window()
    steps.register(page, "vera")
    steps.write(page, "One post")
    page.goto("/explore")
    name = page.locator(".post .author").first
    name.press("Shift")
    name.focus()
    expect(page.locator(CARD)).to_contain_text("0 followers")
    page.keyboard.press("Tab")
    expect(page.locator(f"{CARD} .author")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator(CARD)).to_have_count(0)
    expect(name).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/user/vera$"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_card_breaks_no_rule_of_accessibility(stack, window, scheme):
    page = window(color_scheme=scheme)
    steps.register(page, f"vincent-{scheme}")
    people.write(people.newcomer(stack, f"viola-{scheme}"), "Hello")
    page.goto("/explore")
    page.locator(".post .author").first.hover()
    page.locator(CARD).wait_for()

    assert Axe().run(page).response["violations"] == []


def test_a_pointer_reaches_into_the_card_and_follows_without_leaving(stack, window):
    people.write(people.newcomer(stack, "wanda"), "Hello from Wanda")
    page = window()
    steps.register(page, "willy")
    page.goto("/explore")
    page.locator(".post", has_text="Hello from Wanda").locator(".author").first.hover()
    page.locator(CARD).get_by_role("button", name="Follow").click()

    expect(page.get_by_text("You are following wanda!")).to_be_visible()
    expect(page).to_have_url(re.compile("/explore$"))


def test_a_finger_opens_the_card_by_its_button_and_keeps_the_link(stack, window):
    page = window(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    steps.register(page, "xaver")
    steps.write(page, "One post")
    post = page.locator(".post").first
    post.get_by_role("button", name="About xaver").tap()
    expect(page.locator(CARD)).to_be_in_viewport()
    page.locator("h1").tap()
    expect(page.locator(CARD)).to_have_count(0)
    post.locator(".author").tap()

    expect(page).to_have_url(re.compile("/user/xaver$"))


def test_a_theme_is_chosen_at_once_and_for_the_next_page(stack, window):
    page = window(color_scheme="light")
    page.goto("/auth/login")
    assert paper(page) == LIGHT
    with page.expect_response("**/theme"):
        page.get_by_role("button", name="Dark").click()
    assert paper(page) == DARK
    page.goto("/auth/register")

    assert paper(page) == DARK
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")


def test_a_theme_is_chosen_without_scripts(stack, window):
    page = window(java_script_enabled=False)
    page.goto("/auth/login")
    page.get_by_role("button", name="Dark").click()

    expect(page).to_have_url(re.compile("/auth/login$"))
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_new_posts_are_told_without_a_jump_and_shown_when_asked_for(stack, window):
    page = window()
    steps.register(page, "yara")
    yara = people.known(stack, "yara")
    community.write_posts(stack, "yara", 40)
    page.clock.install()
    page.goto("/")
    page.get_by_label("Say something").fill("half written")
    first = page.locator(".post").first
    before = top(first)
    people.write(yara, "meanwhile")
    page.clock.run_for(31_000)
    news = page.get_by_role("link", name="1 new post")
    expect(news).to_be_visible()
    assert top(first) == before and "meanwhile" not in page.locator("#timeline").inner_text()
    news.click()

    expect(page.locator(".post").first).to_contain_text("meanwhile")
    expect(page.get_by_label("Say something")).to_have_value("half written")
    expect(page.get_by_role("link", name="new post")).to_be_hidden()


def test_going_back_leads_to_where_one_was(stack, window):
    page = window()
    steps.register(page, "zora")
    community.write_posts(stack, "zora", 60)
    page.goto("/")
    page.get_by_role("link", name="Older posts").scroll_into_view_if_needed()
    last = page.locator(".post").last
    before, oldest = top(last), last.get_attribute("id")
    page.get_by_role("link", name="Older posts").click()
    expect(page).to_have_url(re.compile("before=.*#timeline$"))
    expect(page.get_by_role("heading", level=1)).not_to_be_in_viewport()
    assert top(page.locator("#timeline")) < 40
    page.go_back()

    expect(page.locator(".post").last).to_have_id(oldest)
    expect(page.get_by_role("heading", level=1)).not_to_be_in_viewport()
    assert abs(top(page.locator(".post").last) - before) <= 2


def test_a_page_on_paper_is_light_and_without_buttons(stack, window):
    page = window(color_scheme="dark")
    steps.register(page, "ada")
    steps.write(page, "For the drawer")
    page.emulate_media(media="print")

    assert paper(page) == "rgb(255, 255, 255)"
    assert page.locator("button:visible, nav:visible, textarea:visible").count() == 0
    expect(page.get_by_text("For the drawer")).to_be_visible()


def test_a_moment_on_paper_is_a_date(stack, window):
    page = window()
    steps.register(page, "adam")
    steps.write(page, "For the drawer")
    moment = page.locator(".post relative-time").first
    title = moment.get_attribute("title")
    page.emulate_media(media="print")

    assert moment.evaluate("one => getComputedStyle(one, '::after').content") == f'"{title}"'
    assert moment.evaluate("one => getComputedStyle(one.shadowRoot.firstElementChild).display") == "none"
