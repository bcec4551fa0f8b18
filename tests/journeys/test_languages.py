"""The languages of the interface, in a real browser: the browser's, then one's own choice, and it stays."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.support import community, people, steps


def log_in(page, username):
    """Log in, whatever the language is."""
    page.goto("/auth/login")
    page.locator('[name="username"]').fill(username)
    page.locator('[name="password"]').fill(steps.PASSWORD)
    page.locator('[name="submit"]').click()
    page.locator('[name="post"]').wait_for()


def choose(page, name):
    page.get_by_role("contentinfo").get_by_role("button", name=name).click()


def test_a_newcomer_reads_what_the_browser_likes_chooses_another_and_keeps_it(stack, window):
    people.newcomer(stack, "lena")
    page = window(locale="es-MX")
    log_in(page, "lena")
    expect(page.get_by_role("heading", level=1)).to_have_text("¡Hola, lena!")

    choose(page, "العربية")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("button", name="العربية")).to_have_attribute("aria-pressed", "true")
    other = window(locale="en")
    log_in(other, "lena")

    expect(other.get_by_role("heading", level=1)).to_contain_text("مرحبًا")


def test_an_export_is_told_and_mailed_in_the_chosen_language(stack, window):
    people.newcomer(stack, "lars")
    community.write_posts(stack, "lars", 300)
    page = window(locale="en")
    log_in(page, "lars")
    choose(page, "العربية")
    page.goto("/user/lars")
    page.locator("[data-export-form] button").click()

    # These words are put in by the page's script.
    expect(page.locator(".task [data-task-words]")).to_contain_text("تم.", timeout=15_000)
    (mail,) = (mail for mail in stack.mails() if mail["To"] == "lars@example.com")
    assert "منشورات" in mail["Subject"]
    assert "300 منشور" in mail.get_body(("plain",)).get_content()


def test_moments_and_pages_are_arabic_and_right_for_everybody(stack, window):
    people.write(people.newcomer(stack, "layla"), "Hello")
    page = window(locale="ar")
    log_in(page, "layla")
    expect(page.locator("relative-time").first).to_contain_text("الآن")
    left_of_picture = page.evaluate(
        "document.querySelector('.post .words').getBoundingClientRect().right"
        " <= document.querySelector('.post .avatar').getBoundingClientRect().left"
    )

    assert left_of_picture
    assert Axe().run(page).response["violations"] == []


def test_the_choice_needs_no_script_and_no_account(stack, window):
    page = window(locale="en", java_script_enabled=False)
    page.goto("/auth/register")
    choose(page, "Español")

    expect(page).to_have_url(f"{stack.url}/auth/register")
    expect(page.get_by_role("heading", level=1)).to_have_text("Crear cuenta")
