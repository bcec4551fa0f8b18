"""The main job, in a real browser: from the first visit to the archive in the mailbox."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.support import community, steps
from tests.support.servers import wait_for


def test_a_newcomer_registers_writes_and_has_the_archive_in_the_mailbox(stack, window):
    page = window()
    steps.register(page, "nora")
    steps.write(page, "Hello, 世界 👋")
    steps.ask_for_export(page, "nora")

    expect(page.locator(".task [data-task-words]")).to_contain_text("Done.", timeout=15_000)
    (mail,) = community.archives(stack, "nora@example.com")
    assert [post["body"] for post in community.posts_in(mail)] == ["Hello, 世界 👋"]


def test_the_page_of_the_export_follows_it_without_a_reload(stack, window):
    page = window()
    steps.register(page, "pia")
    community.write_posts(stack, "pia", 20_000)
    steps.ask_for_export(page, "pia")
    page.evaluate("window.untouched = true")

    expect(page.get_by_role("heading", level=1)).to_have_text("Your archive is ready", timeout=15_000)
    assert page.evaluate("window.untouched")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download").click()
    assert "microblog-pia-" in downloading.value.suggested_filename


def test_a_period_is_chosen_and_estimated_before_it_is_asked_for(stack, window):
    page = window()
    steps.register(page, "paul")
    community.write_posts(stack, "paul", 3_000)
    page.goto("/exports")
    expect(page.get_by_label("First day")).to_be_hidden()
    page.get_by_label("Between two days").check()
    page.get_by_label("Last day").fill("2026-01-01")
    page.get_by_role("button", name="How large would it be?").click()
    expect(page.get_by_role("status").filter(has_text="About")).to_contain_text("About 1,440 posts")
    page.get_by_role("button", name="Export", exact=True).click()

    expect(page.get_by_text("Posts, until Jan 1, 2026")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("definition").filter(has_text="1,440")).to_be_visible(timeout=15_000)


def test_an_archive_is_deleted_by_hand(stack, window):
    page = window()
    steps.register(page, "pam")
    steps.ask_for_export(page, "pam")
    page.get_by_role("heading", name="Your archive is ready").wait_for(timeout=15_000)
    page.get_by_text("Delete it now").click()
    page.get_by_role("button", name="Delete the archive").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("You deleted this archive")


def test_the_progress_is_on_whatever_page_the_user_is(stack, window):
    page = window()
    steps.register(page, "petra")
    community.write_posts(stack, "petra", 60_000)
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
