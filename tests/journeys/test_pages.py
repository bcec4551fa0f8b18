"""Every page, in light and dark, wide and narrow: nothing that a checker or a small screen objects to."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.support import steps

PUBLIC = ["/auth/login", "/auth/register", "/auth/reset_password_request", "/no-such-page"]
OWN = [
    "/", "/explore", "/user/tina", "/edit_profile", "/exports", "/imports", "/auth/logout", "/mailbox",
    "/sessions", "/change_password", "/auth/confirm",
]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_breaks_a_rule_of_accessibility(stack, window, scheme):
    page = window(color_scheme=scheme)
    violations = [found for path in PUBLIC for found in _violations(page, path)]
    steps.register(page, f"ute-{scheme}")
    steps.write(page, "One post")
    steps.ask_for_export(page, f"ute-{scheme}")
    page.get_by_role("heading", name="Your archive is ready").wait_for(timeout=15_000)
    paths = [path.replace("tina", f"ute-{scheme}") for path in [*OWN, page.url]]

    assert violations + [found for path in paths for found in _violations(page, path)] == []


def test_no_page_is_wider_than_a_small_phone(stack, window):
    page = window(viewport={"width": 320, "height": 640})
    steps.register(page, "tina")
    steps.write(page, "w" * 400)
    steps.ask_for_export(page, "tina")
    page.get_by_role("heading", name="Your archive is ready").wait_for(timeout=15_000)
    paths = [*PUBLIC[-1:], *OWN, page.url]

    assert [path for path in paths if _width(page, path) > 320] == []


def test_the_keyboard_is_enough(stack, window):
    page = window()
    steps.register(page, "uwe")
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _press in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "post":
            break
    page.keyboard.type("By keyboard")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.locator(".post", has_text="By keyboard").wait_for()


def _violations(page, path: str) -> list[str]:
    page.goto(path)
    found = Axe().run(page).response["violations"]
    return [f"{path}: {one['id']} {[node['html'] for node in one['nodes'][:2]]}" for one in found]


def _width(page, path: str) -> int:
    page.goto(path)
    return page.evaluate("document.documentElement.scrollWidth")
