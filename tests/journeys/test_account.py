"""The settings of an account in a real browser: another address, another language, and the end."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.support import community, steps
from tests.support.servers import wait_for

MANY = 300_000


@pytest.fixture(scope="module")
def environ():
    return {"LANGUAGES": "en,es"}


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def settings(page: Page, link: str) -> None:
    """Go to the settings, and on from there."""
    page.get_by_role("link", name="Settings", exact=True).click()
    page.get_by_role("main").get_by_role("link", name=link).click()


def mail(stack, address: str, subject: str):
    """The mail of a subject that comes to an address."""

    def found():
        mails = [one for one in stack.mails() if one["To"] == address and subject in one["Subject"]]
        return mails[0] if mails else None

    return wait_for(found, f"a mail to {address}", within_s=15)


def link_in(mail) -> str:
    """The path in a mail's text."""
    return re.search(r"^https?://[^/\s]+(/\S+)", mail.get_body(("plain",)).get_content(), re.MULTILINE)[1]


def test_another_address_is_asked_for_here_and_confirmed_in_the_mailbox(stack, window):
    page = window()
    steps.register(page, "nora")
    settings(page, "Change your e-mail address")
    page.get_by_label("New e-mail address").fill("nora@new.example")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_text("To be confirmed:")).to_contain_text("nora@new.example")
    assert "nora@new.example" in str(mail(stack, "nora@example.com", "Another e-mail address"))

    page.goto(link_in(mail(stack, "nora@new.example", "Confirm")))
    page.get_by_role("button", name="Use this address").click()
    expect(page.get_by_text("Your e-mail address has been changed.")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("nora@new.example")
    expect(page.get_by_text("To be confirmed:")).to_have_count(0)
    assert mail(stack, "nora@example.com", "has been changed")


def test_choices_are_kept_without_javascript(stack, window):
    page = window(java_script_enabled=False)
    steps.register(page, "ole")
    page.goto("/settings")
    page.get_by_label("When somebody writes me").uncheck()
    page.locator("form", has=page.get_by_label("When somebody")).get_by_role("button", name="Save").click()
    expect(page.get_by_label("When somebody writes me")).not_to_be_checked()
    page.get_by_role("main").get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def delete_account(page: Page) -> None:
    """Delete the account while an export is under way."""
    settings(page, "Delete your account")
    expect(page.get_by_text("An export is under way.")).to_be_visible()
    page.get_by_label("Password").fill(steps.PASSWORD)
    page.get_by_role("button", name="Delete my account for good").click()
    expect(page.get_by_text("Your account has been deleted.")).to_be_visible(timeout=30_000)


def test_who_deletes_their_account_stops_its_export_and_is_gone(stack, window):
    page, other = window(), window()
    steps.register(page, "petra")
    steps.register(other, "quinn")
    community.write_posts(stack, "petra", MANY)
    steps.ask_for_export(page, "petra")
    page.get_by_text(re.compile(r"[\d,]+ of 300,000 posts")).first.wait_for(timeout=15_000)

    delete_account(page)
    assert mail(stack, "petra@example.com", "has been deleted")

    # Most of the posts are still there, and the sweep's to delete.
    other.goto("/user/petra")
    expect(heading(other)).to_have_text("Not found")
    other.goto("/explore")
    expect(other.get_by_text(re.compile("post [0-9]+ 🎉"))).to_have_count(0)
    steps.ask_for_export(other, "quinn")
    expect(heading(other)).to_have_text("Your archive is ready", timeout=30_000)
    log = stack.process("worker-1").log.read_text()
    assert "is not ours any more" in log and "Traceback" not in log
    assert [one["Subject"] for one in stack.mails() if one["To"] == "petra@example.com"] == [
        "[Microblog] Your account has been deleted"
    ]
