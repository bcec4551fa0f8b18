"""`make screenshots`: pictures of the main pages, for the README and for looking at with one's own eyes."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from deploy.local import community, run
from deploy.local.places import ROOT
from deploy.local.stack import Stack

FOLDER = ROOT / "docs" / "screenshots"
WIDTHS_PX = {"": 1280, "-narrow": 390}
PAGES = {
    "home": "/",
    "profile": f"/user/{community.USERNAME}",
    "other": f"/user/{community.FRIEND}",
    "explore": "/explore",
    "search": "/search?q=ferry",
    "mentions": "/mentions",
    "messages": "/messages",
    "conversation": f"/messages/{community.FRIEND}",
    "settings": "/settings",
    "api": "/api/docs",
    "exports": "/exports",
    "not-found": "/no-such-page",
}


def main() -> int:
    """Take them all; the exit code."""
    return run.with_stack(take)


def take(stack: Stack) -> None:
    """Take every page in light and dark, wide and narrow."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            for suffix, width in WIDTHS_PX.items():
                size = {"width": width, "height": 800}
                page = browser.new_page(base_url=stack.url, viewport=size, color_scheme=scheme)
                _take_pages(page, suffix=f"{suffix}-{scheme}.png")
        browser.close()


def _take_pages(page: Page, *, suffix: str) -> None:
    page.goto("/auth/login")
    page.screenshot(path=Path(FOLDER, f"log-in{suffix}"))
    page.get_by_label("Username").fill(community.USERNAME)
    page.get_by_label("Password").fill(community.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.goto(PAGES["profile"])
    page.get_by_role("button", name="Export your posts").click()
    page.get_by_role("heading", name="Your archive is ready").wait_for()
    for name, path in (PAGES | {"export": page.url}).items():
        page.goto(path, wait_until="networkidle")
        page.screenshot(path=Path(FOLDER, f"{name}{suffix}"))
    _take_card(page, suffix=suffix)


def _take_card(page: Page, *, suffix: str) -> None:
    """Somebody's card over their name, as the keyboard opens it."""
    page.goto("/explore", wait_until="networkidle")
    page.keyboard.press("Tab")
    page.locator(".post .author", has_text=community.FRIEND).first.focus()
    page.locator("[data-card]").wait_for()
    page.screenshot(path=Path(FOLDER, f"card{suffix}"), animations="disabled")


if __name__ == "__main__":
    sys.exit(main())
