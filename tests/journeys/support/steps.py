"""What a person does in a browser, in their words."""

from __future__ import annotations

from playwright.sync_api import Page, expect

PASSWORD = "a lamp, a ladder, a lake"


def register(page: Page, username: str) -> None:
    """Make an account and log in with it."""
    page.goto("/auth/register")
    page.get_by_label("Username").fill(username)
    page.get_by_label("E-mail").fill(f"{username}@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Repeat password").fill(PASSWORD)
    page.get_by_role("button", name="Register").click()
    log_in(page, username)


def log_in(page: Page, username: str) -> None:
    """Log in, and be at home."""
    page.goto("/auth/login")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hi, {username}!")


def write(page: Page, text: str) -> None:
    """Write a post at home."""
    page.goto("/")
    page.get_by_label("Say something").fill(text)
    page.get_by_role("button", name="Post").click()
    expect(page.locator(".post").first).to_contain_text(text)


def ask_for_export(page: Page, username: str) -> None:
    """Press the button on the own profile."""
    page.goto(f"/user/{username}")
    page.get_by_role("button", name="Export your posts").click()
