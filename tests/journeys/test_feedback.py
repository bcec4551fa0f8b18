"""Strangers say what they think, others see it while they write, and an administrator takes it away."""

from __future__ import annotations

import csv
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.support import steps

TEN_SECONDS_MS = 10_500
NEWS = {"name": "Show the latest"}


def say(page: Page, name: str, rating: str, comments: str) -> None:
    page.goto("/auth/login")
    page.get_by_role("link", name="Feedback").click()
    page.get_by_label("Your name").fill(name)
    page.get_by_role("radio", name=rating).check()
    page.get_by_label("Your comments").fill(comments)
    page.get_by_role("button", name="Send").click()


def table(page: Page) -> list[dict[str, str]]:
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    return [*csv.DictReader(text.splitlines())]


def test_what_one_says_others_see_while_they_write(window):
    writer, reader = window(java_script_enabled=False), window()
    reader.clock.install()
    reader.goto("/feedback")
    expect(reader.locator("main")).to_contain_text("Yours would be the first.")
    reader.get_by_label("Your comments").fill("I am still thinking")

    say(writer, "Wanda", "4", "=HYPERLINK(1) is <b>text</b>")
    expect(writer.get_by_role("status").first).to_contain_text("Thank you.")
    expect(writer.locator(".review")).to_contain_text("=HYPERLINK(1) is <b>text</b>")

    reader.clock.run_for(TEN_SECONDS_MS)
    expect(reader.get_by_role("heading", level=2)).to_have_text("1 review")
    expect(reader.locator("[data-rating='4'] [data-bar]")).to_have_attribute("width", "100%")
    reader.get_by_role("link", **NEWS).click()
    expect(reader.locator(".review")).to_contain_text("Wanda")
    expect(reader.get_by_role("link", **NEWS)).to_be_hidden()
    expect(reader.get_by_label("Your comments")).to_have_value("I am still thinking")


def test_an_administrator_takes_it_away_as_a_table(stack, window):
    stranger, admin = window(), window()
    say(stranger, "Yann", "2", "@SUM(1), and more")
    expect(stranger.locator(".review").first).to_contain_text("@SUM(1), and more")
    steps.register(admin, "admin")
    stack.python("promote", "flask", "users", "promote", "admin")
    admin.goto("/feedback")
    row = table(admin)[-1]
    assert (row["name"], row["review"], row["comments"]) == ("Yann", "2", "'@SUM(1), and more")


def test_what_is_refused_is_said_and_kept(stack, window):
    page = window()
    page.goto("/feedback")
    page.get_by_label("Your name").fill("Xaver")
    page.get_by_label("Your comments").fill("See https://example.com")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("group", name="Your rating")).to_have_accessible_description(
        "Please choose a number from 1 to 5."
    )
    expect(page.get_by_role("radio", name="1")).to_be_focused()
    expect(page.get_by_label("Your comments")).to_have_value("See https://example.com")
