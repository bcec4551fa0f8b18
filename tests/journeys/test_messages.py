"""Two people write to one another, each in a browser of their own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.support import people, steps
from tests.support.servers import wait_for


@pytest.fixture
def bob(window, alice):
    page = window()
    steps.register(page, "bob")
    return page


def send(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send").click()


def waiting(page: Page):
    return page.get_by_role("link", name="Messages").locator("[data-count]")


def test_what_one_writes_the_other_hears_of_reads_and_answers(stack, alice, bob):
    bob.goto("/explore")
    bob.evaluate("window.untouched = true")
    alice.goto("/user/bob")
    alice.get_by_role("link", name="Send a message").click()
    send(alice, "Is the lamp still there?")
    expect(alice.get_by_role("heading", level=1)).to_have_text("bob")

    expect(waiting(bob)).to_have_text("1")
    expect(bob.get_by_role("link", name="Messages 1 unread message")).to_be_visible()
    assert bob.evaluate("window.untouched")
    [mail] = wait_for(lambda: people.mails_to(stack, "bob"), "a mail")
    assert mail["Subject"].endswith("alice wrote to you")

    bob.get_by_role("link", name="Messages").click()
    bob.get_by_role("link", name="alice").click()
    expect(bob.locator(".message")).to_contain_text("Is the lamp still there?")
    expect(waiting(bob)).to_be_hidden()
    alice.evaluate("window.untouched = true")
    send(bob, "It is, come and get it")

    expect(alice.get_by_role("log")).to_contain_text("It is, come and get it")
    expect(waiting(alice)).to_be_hidden()
    assert alice.evaluate("window.untouched")


def test_without_scripts_one_reads_and_answers_too(stack, window):
    page = window(java_script_enabled=False)
    steps.register(page, "carla")
    people.newcomer(stack, "dora")
    page.goto("/user/dora")
    page.get_by_role("link", name="Send a message").click()
    send(page, "Hello")
    expect(page.locator(".message")).to_have_text(re.compile("Hello"))

    send(page, "And again")

    expect(page.locator(".message")).to_have_count(2)
