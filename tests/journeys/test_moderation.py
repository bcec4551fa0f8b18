"""Somebody is pestered, keeps the other away and reports them, and an administrator decides."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.support import people, steps
from tests.support.servers import wait_for


@pytest.fixture
def mallory(window, alice):
    page = window()
    steps.register(page, "mallory")
    steps.write(page, "Buy this, @alice")
    return page


def choose(page: Page, username: str, words: str) -> None:
    page.goto(f"/user/{username}")
    page.get_by_text("More about").click()
    page.locator(".more-menu").get_by_text(words, exact=True).click()


def report(page: Page) -> None:
    page.goto("/explore")
    page.get_by_role("link", name="Report mallory: Buy this").click()
    page.get_by_label("What is wrong").select_option("spam")
    page.get_by_role("button", name="Report").click()
    expect(page.get_by_role("alert").or_(page.get_by_role("status")).first).to_contain_text("Thank you")


def suspend(page: Page) -> None:
    page.goto("/settings")
    page.get_by_role("link", name="Open reports").click()
    expect(page.locator(".report")).to_contain_text("Buy this")
    page.get_by_role("link", name="Suspend mallory").click()
    page.get_by_label("Why?").fill("Advertising, again and again")
    page.get_by_role("button", name="Suspend").click()
    expect(page.locator("main")).to_contain_text("Nothing to decide")


def hear_why(page: Page) -> None:
    page.goto("/auth/login")
    page.get_by_label("Username").fill("mallory")
    page.get_by_label("Password").fill(steps.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("main")).to_contain_text("Advertising, again and again")


def test_from_a_block_and_a_report_to_a_suspension_and_back(stack, alice, mallory, admin):
    report(alice)
    choose(alice, "mallory", "Block")
    expect(alice.locator("main")).to_contain_text("You have blocked mallory.")
    alice.goto("/explore")
    expect(alice.locator("main")).not_to_contain_text("Buy this")
    mallory.goto("/user/alice")
    expect(mallory.get_by_role("button", name="Follow")).to_have_count(0)

    suspend(admin)

    hear_why(mallory)
    [mail] = wait_for(lambda: people.mails_to(stack, "mallory"), "a mail")
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
