"""The search in a real browser: from the bar to posts, to more of them, and to people."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.support import community, steps

MANY = 60


def look_for(page: Page, text: str) -> None:
    page.get_by_role("search").get_by_role("searchbox").fill(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox")).to_have_value(text)


def test_posts_and_people_are_found_from_the_bar_by_keyboard(stack, window):
    page = window(java_script_enabled=False)
    for name in ("gus.umbra", "ivy"):
        steps.register(page, name)
        page.goto("/auth/logout")
        page.get_by_role("button", name="Log out").click()
    steps.log_in(page, "ivy")
    steps.write(page, "An umbrella, a #Zeppelin and an <b>umbrella</b>")
    look_for(page, "umbrel")
    expect(page.locator(".post")).to_have_count(1)
    look_for(page, '#zeppelin from:ivy "and an"')
    expect(page.locator(".post")).to_contain_text("<b>umbrella</b>")

    look_for(page, "umbra")
    page.get_by_role("link", name="People", exact=True).click()
    person = page.locator(".person").first
    expect(person).to_contain_text("gus.umbra")
    person.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("searchbox")).to_have_value("umbra")
    expect(person.get_by_role("button")).to_have_text("Unfollow")


def test_more_posts_are_behind_a_link_and_nothing_is_told_kindly(stack, window):
    page = window()
    steps.register(page, "hal")
    community.write_posts(stack, "hal", MANY)
    look_for(page, "from:hal")
    page.get_by_role("link", name="Older posts").click()
    expect(page.get_by_role("searchbox")).to_have_value("from:hal")
    page.get_by_role("link", name="First page").click()
    look_for(page, "xyzzy '\"* OR (")
    expect(page.get_by_role("heading", level=2)).to_contain_text("No posts with")
