"""A task's alert in a real browser: what it says while the task runs, its buttons, and how long it stays."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.support import community, steps

MANY = 300_000


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def press(page: Page, button: str) -> None:
    page.locator(".task").get_by_role("button", name=button).click()


def test_a_running_task_says_how_much_is_done_and_is_stopped_and_begun_again_without_a_reload(stack, window):
    page = window()
    steps.register(page, "ada")
    community.write_posts(stack, "ada", MANY)
    steps.ask_for_export(page, "ada")
    page.evaluate("window.untouched = true")

    # In the alert, and on the export's own page.
    counted = page.get_by_text(re.compile(r"[\d,]+ of 300,000 posts"))
    expect(counted).to_have_count(2, timeout=15_000)
    press(page, "Cancel")
    expect(heading(page)).to_have_text("Cancelled")
    expect(page.locator(".task").get_by_role("button", name="Try again")).to_be_focused()
    press(page, "Try again")
    expect(heading(page)).to_have_text("Preparing your archive")
    press(page, "Cancel")
    expect(page.locator(".task [data-task-words]")).to_contain_text("Cancelled.")
    assert page.evaluate("window.untouched")


def test_what_is_done_is_told_at_the_next_log_in_too_until_it_is_dismissed_in_any_tab(stack, window):
    page, other = window(), window()
    steps.register(page, "bea")
    steps.ask_for_export(page, "bea")
    expect(page.locator(".task")).to_have_attribute("data-state", "done", timeout=15_000)
    steps.log_in(other, "bea")

    expect(other.locator(".task [data-task-words]")).to_contain_text("Done.")
    expect(other).to_have_title(re.compile("^✓ "))
    press(page, "Dismiss")
    expect(page.locator(".task")).to_have_count(0)
    # The other tab has nothing to wait for, so it asks every ten seconds.
    expect(other.locator(".task")).to_have_count(0, timeout=20_000)
    other.reload()
    expect(other.locator(".task")).to_have_count(0)


def test_without_javascript_the_alert_has_its_words_its_link_and_its_buttons(stack, window):
    page = window(java_script_enabled=False)
    steps.register(page, "cleo")
    steps.ask_for_export(page, "cleo")
    # The page refreshes itself.
    heading(page).filter(has_text="Your archive is ready").wait_for(timeout=30_000)
    page.goto("/explore")
    page.locator(".task").get_by_role("link", name="See the export").click()
    press(page, "Dismiss")

    expect(heading(page)).to_have_text("Your archive is ready")
    expect(page.locator(".task")).to_have_count(0)


def test_a_bar_without_a_value_stands_still_for_who_wants_it_so(stack, window):
    page = window(reduced_motion="reduce")
    steps.register(page, "dora")
    animation = """() => {
      const alert = document.querySelector("[data-task-template]").content.cloneNode(true).firstElementChild
      document.querySelector(".tasks").append(alert)
      return getComputedStyle(alert.querySelector("progress:indeterminate")).animationName
    }"""

    assert page.evaluate(animation) == "none"
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate("getComputedStyle(document.querySelector('.task progress')).animationName") != "none"
