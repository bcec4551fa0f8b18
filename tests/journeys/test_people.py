"""An account, in a real browser: a forgotten password, a profile, and the people one follows."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.support import people, steps

NEW_PASSWORD = "a bridge, a bell, a bicycle"


def test_who_forgot_the_password_chooses_a_new_one_by_mail(stack, window):
    people.newcomer(stack, "amina")
    page = window()
    page.goto("/auth/login")
    page.get_by_role("link", name="Choose a new one").click()
    page.get_by_label("E-mail").fill("amina@example.com")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_text("we have sent it a link")).to_be_visible()
    page.goto(_link_in_the_mail_to(page, "amina@example.com"))
    page.get_by_label("Password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("Repeat password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Set the new password").click()
    page.get_by_label("Username").fill("amina")
    page.get_by_label("Password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Log in").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Hi, amina!")


def test_a_profile_says_what_its_owner_wrote_about_themselves(stack, window):
    page = window()
    steps.register(page, "bruno")
    page.goto("/edit_profile")
    page.get_by_label("About me").fill("I like maps. 🗺️")
    page.get_by_role("button", name="Save").click()
    page.goto("/user/bruno")

    expect(page.locator(".profile")).to_contain_text("I like maps. 🗺️")
    page.get_by_role("link", name="Log out").click()
    page.get_by_role("main").get_by_role("button", name="Log out").click()
    page.goto("/user/bruno")
    expect(page).to_have_url(re.compile(r"/auth/login\?next=/user/bruno$"))


def test_home_has_the_posts_of_the_people_one_follows_for_as_long_as_one_does(stack, window):
    people.write(people.newcomer(stack, "chiara"), "Hello from Chiara")
    page = window()
    steps.register(page, "dario")
    expect(page.get_by_text("Hello from Chiara")).to_have_count(0)
    page.goto("/user/chiara")
    page.get_by_role("button", name="Follow").click()
    expect(page.locator(".profile")).to_contain_text("1 follower")
    page.goto("/")
    expect(page.get_by_text("Hello from Chiara")).to_be_visible()
    page.goto("/user/chiara")
    page.get_by_role("button", name="Unfollow").click()
    expect(page.locator(".profile")).to_contain_text("0 followers")
    page.goto("/")

    expect(page.get_by_text("Hello from Chiara")).to_have_count(0)


def _link_in_the_mail_to(page, address):
    """Where the link in the newest mail to somebody leads; the mail is sent behind the page's back."""
    page.goto("/mailbox")
    mail = page.locator(".mail", has_text=address).first
    while not mail.count():
        page.reload()
    mail.get_by_role("link").click()
    words = page.locator(".mail .words").inner_text()
    return re.search(r"https?://\S+/reset_password/\S+", words)[0]
