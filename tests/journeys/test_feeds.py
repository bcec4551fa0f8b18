"""Somebody opens what they write, a stranger reads it and follows, and it is closed again."""

from __future__ import annotations

import feedparser
from playwright.sync_api import Page, expect

from tests.journeys.support import people, steps

SWITCH = "Anybody may read my posts without logging in"


def choose(page: Page, *, is_open: bool) -> None:
    page.goto("/settings")
    page.get_by_label(SWITCH).set_checked(is_open)
    page.get_by_label(SWITCH).locator("xpath=ancestor::form").get_by_role("button").click()
    expect(page.get_by_role("link", name="Your feed")).to_be_visible(visible=is_open)


def test_a_stranger_reads_subscribes_and_comes_to_follow(stack, window):
    author, stranger = window(), window()
    steps.register(author, "wanda")
    people.newcomer(stack, "xaver")
    steps.write(author, "A walk by the lake")
    stranger.goto("/user/wanda")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Log in")

    choose(author, is_open=True)
    stranger.goto("/user/wanda")
    expect(stranger.locator(".post")).to_contain_text("A walk by the lake")
    stranger.locator(".post .moment").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Post by wanda")
    stranger.locator(".author").click()
    found = feedparser.parse(feed_of(stranger).body())
    assert [entry.title for entry in found.entries] == ["A walk by the lake"]

    stranger.get_by_role("link", name="Log in to follow").click()
    stranger.get_by_label("Username").fill("xaver")
    stranger.get_by_label("Password").fill(steps.PASSWORD)
    stranger.get_by_role("button", name="Log in").click()
    stranger.get_by_role("button", name="Follow", exact=True).click()
    expect(stranger.get_by_role("button", name="Unfollow")).to_be_visible()


def test_what_is_closed_again_is_gone_at_once(stack, window):
    author, stranger = window(java_script_enabled=False), window()
    steps.register(author, "yann")
    choose(author, is_open=True)
    stranger.goto("/user/yann")
    assert feed_of(stranger).status == 200
    choose(author, is_open=False)

    assert stranger.request.get("/user/yann/feed.atom").status == 404
    stranger.reload()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Log in")


def feed_of(page: Page):
    address = page.locator("link[rel=alternate]").get_attribute("href")
    return page.request.get(address or "")
