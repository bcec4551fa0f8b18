"""The main job, in a real browser: from the first visit to the archive in the mailbox."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.support import community, steps
from tests.support.servers import wait_for

# Keeps what the bar showed, as a person sees it who does not look away.
REMEMBER_THE_BAR = """
window.seen = []
new MutationObserver(() => {
  const bar = document.querySelector(".task progress")
  if (bar && window.seen.at(-1) !== bar.value) window.seen.push(bar.value)
}).observe(document.body, {subtree: true, childList: true, attributes: true})
"""


def test_a_newcomer_registers_writes_and_has_the_archive_in_the_mailbox(stack, window):
    page = window()
    steps.register(page, "nora")
    steps.write(page, "Hello, 世界 👋")
    steps.ask_for_export(page, "nora")

    expect(page.locator(".task [data-task-words]")).to_contain_text("Done.", timeout=15_000)
    (mail,) = community.archives(stack, "nora@example.com")
    assert [post["body"] for post in community.posts_in(mail)] == ["Hello, 世界 👋"]


def test_the_bar_moves_to_the_end_without_a_reload(stack, window):
    page = window()
    steps.register(page, "olaf")
    community.write_posts(stack, "olaf", 150_000)
    steps.ask_for_export(page, "olaf")
    page.locator(".task").wait_for()
    page.evaluate(REMEMBER_THE_BAR)

    expect(page.locator(".task [data-task-words]")).to_contain_text("Done.", timeout=30_000)
    seen = page.evaluate("window.seen")
    assert seen == sorted(seen) and seen[-1] == 100 and any(0 < value < 100 for value in seen)
    assert len(community.posts_in(community.archives(stack, "olaf@example.com")[0])) == 150_000


def test_the_progress_is_on_whatever_page_the_user_is(stack, window):
    page = window()
    steps.register(page, "petra")
    community.write_posts(stack, "petra", 150_000)
    steps.ask_for_export(page, "petra")
    page.goto("/explore")

    expect(page.locator(".task")).to_be_visible()
    expect(page.locator(".task [data-task-words]")).to_contain_text("Done.", timeout=30_000)


def test_it_all_works_without_javascript(stack, window):
    page = window(java_script_enabled=False)
    steps.register(page, "quinn")
    steps.write(page, "No scripts here")
    steps.ask_for_export(page, "quinn")

    (mail,) = wait_for(lambda: community.archives(stack, "quinn@example.com"), "the mail")
    assert [post["body"] for post in community.posts_in(mail)] == ["No scripts here"]
    page.goto("/mailbox")
    page.get_by_role("link", name="[Microblog] Your blog posts").first.click()
    expect(page.get_by_role("link", name="posts.json")).to_be_visible()


def test_a_lost_session_is_told_on_the_page(stack, window):
    page = window()
    steps.register(page, "rosa")
    page.context.clear_cookies()

    told = page.locator("[data-session-lost]")
    expect(told).to_contain_text("You are not logged in any more.", timeout=15_000)
