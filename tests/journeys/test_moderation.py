"""Somebody is pestered, keeps the other away and reports them, and an administrator decides."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.support import people, steps
from tests.support.servers import wait_for


@pytest.fixture
def alice(window):
    page = window()
    steps.register(page, "alice")
    return page


@pytest.fixture
def mallory(window, alice):
    page = window()
    steps.register(page, "mallory")
    steps.write(page, "Buy this, @alice")
    return page


@pytest.fixture
def admin(stack, window):
    page = window(java_script_enabled=False)
    steps.register(page, "admin")
    assert "administrator" in stack.python("promote", "flask", "users", "promote", "admin")
    return page


def choose(page: Page, username: str, words: str) -> None:
    page.goto(f"/user/{username}")
    page.get_by_text("More about").click()
    page.locator(".more-menu").get_by_text(words, exact=True).click()


def mails_to(stack, username: str) -> list:
    return [mail for mail in stack.mails() if mail["To"] == f"{username}@example.com"]


def test_from_a_block_and_a_report_to_a_suspension_and_back(stack, alice, mallory, admin):
    alice.goto("/explore")
    alice.get_by_role("link", name="Report mallory: Buy this").click()
    alice.get_by_label("What is wrong").select_option("spam")
    alice.get_by_role("button", name="Report").click()
    expect(alice.get_by_role("alert").or_(alice.get_by_role("status")).first).to_contain_text("Thank you")
    choose(alice, "mallory", "Block")
    expect(alice.locator("main")).to_contain_text("You have blocked mallory.")
    alice.goto("/explore")
    expect(alice.locator("main")).not_to_contain_text("Buy this")
    mallory.goto("/user/alice")
    expect(mallory.get_by_role("button", name="Follow")).to_have_count(0)

    admin.goto("/settings")
    admin.get_by_role("link", name="Open reports").click()
    expect(admin.locator(".report")).to_contain_text("Buy this")
    admin.get_by_role("link", name="Suspend mallory").click()
    admin.get_by_label("Why?").fill("Advertising, again and again")
    admin.get_by_role("button", name="Suspend").click()
    expect(admin.locator("main")).to_contain_text("Nothing to decide")

    mallory.goto("/auth/login")
    mallory.get_by_label("Username").fill("mallory")
    mallory.get_by_label("Password").fill(steps.PASSWORD)
    mallory.get_by_role("button", name="Log in").click()
    expect(mallory.locator("main")).to_contain_text("Advertising, again and again")
    [mail] = wait_for(lambda: mails_to(stack, "mallory"), "a mail")
    assert mail["Subject"].endswith("Your account is suspended")

    choose(admin, "mallory", "Unsuspend")
    admin.goto("/moderation/log")
    expect(admin.locator(".report").first).to_contain_text("admin unsuspended mallory")
    steps.log_in(mallory, "mallory")


def test_who_is_kept_away_is_listed_and_let_in_again(stack, alice):
    people.newcomer(stack, "carla")
    choose(alice, "carla", "Mute")
    alice.goto("/settings/blocked")
    alice.get_by_role("button", name="Unmute").click()

    expect(alice.get_by_role("button", name="Unmute")).to_have_count(0)
