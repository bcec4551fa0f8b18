"""Looks at pages with a real browser, each once: as it was served, in light and in dark, wide and narrow."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response

from app.headers import content_policy
from deploy.local.stack import Stack
from tests.journeys.support.inventory import NOBODY, Visit
from tests.journeys.support.watched import Watched

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 320, "height": 640}
SEND = """fields => {
  const first = document.querySelector(`main [name="${Object.keys(fields)[0]}"]`)
  for (const [name, value] of Object.entries(fields)) {
    const named = document.createElement("input")
    Object.assign(named, { type: "hidden", name, value })
    for (const other of first.form.querySelectorAll(`[name="${name}"]`)) other.removeAttribute("name")
    first.form.append(named)
  }
  // Past what the browser itself would object to: the server's answer is what is looked at.
  HTMLFormElement.prototype.submit.call(first.form)
}"""

ASK_AXE = """async rules => {
  const options = rules ? { runOnly: rules } : {}
  const { violations } = await axe.run({ ...options, resultTypes: ["violations"], preload: false })
  return violations.map(({ id, nodes }) => [id, ...nodes.slice(0, 2).map(({ html }) => html)].join(" "))
}"""
# All that may be otherwise when the same page is dark and narrow.
OF_THE_LOOK = ["color-contrast", "link-in-text-block", "scrollable-region-focusable"]


@dataclass(frozen=True)
class Look:
    """What was seen of a page."""

    name: str
    html: str
    # What axe objects to.
    light: Sequence[str] = ()
    dark: Sequence[str] = ()
    width: int = 0


class Inspector:
    """Visits pages as the people of an inventory, each page once, and notes what the browser complains of."""

    def __init__(self, browser: Browser, stack: Stack) -> None:
        self._browser = browser
        self._stack = stack
        self._looks: dict[str, list[Look]] = {}
        self.inventory = _take_inventory(stack)
        self.people = [NOBODY, *self.inventory["cookies"]]
        self.faults: list[str] = []

    def looks(self, who: str) -> list[Look]:
        """All that one of the people sees."""
        if who not in self._looks:
            with self._window(who) as page:
                self._looks[who] = [_look(page, visit) for visit in self._visits(who, page)]
        return self._looks[who]

    def _visits(self, who: str, page: Page) -> Iterator[Visit]:
        yield from (Visit(*visit) for visit in self.inventory["visits"][who])
        if who == NOBODY:
            for code, html in self.inventory["errors"].items():
                _serve(page, f"/errors/{code}", html, status=int(code))
                yield Visit(f"/errors/{code}", int(code))

    @contextmanager
    def _window(self, who: str) -> Iterator[Page]:
        context = self._browser.new_context(
            base_url=self._stack.url, viewport=WIDE, color_scheme="light", reduced_motion="reduce"
        )
        with context:
            if cookie := self.inventory["cookies"].get(who):
                context.add_cookies([{"name": "session", "value": cookie, "url": self._stack.url}])
            watched = Watched(context)
            yield watched.page
            self.faults += watched.faults


def _take_inventory(stack: Stack) -> dict[str, Any]:
    """Fill the stack with people in every state; who sees what."""
    file = stack.folder / "inventory.json"
    stack.python("inventory", "tests.journeys.support.inventory", str(file))
    return json.loads(file.read_text())


def _serve(page: Page, path: str, html: str, *, status: int) -> None:
    """Answer an address as the application would, with a page that nobody can be brought to by request."""
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": content_policy(gravatar=False),
    }
    page.route(f"**{path}", lambda route: route.fulfill(body=html, headers=headers, status=status))


def _look(page: Page, visit: Visit) -> Look:
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    answer = _open(page, visit)
    name, html = f"{visit.path} {visit.fields or ''}".strip(), answer.text()
    assert answer.status == visit.status, f"{name}: {answer.status}"
    if not _is_whole(html):
        # A part is looked at in the pages that show it.
        return Look(name, html)
    page.evaluate(Axe().axe_script)
    light = page.evaluate(ASK_AXE)
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(ASK_AXE, OF_THE_LOOK)
    width = page.evaluate("document.documentElement.scrollWidth")
    return Look(name, html, light=light, dark=dark, width=width)


def _open(page: Page, visit: Visit) -> Response:
    # What answers to a form has the form again, and is still there: it need not be opened anew.
    is_there = urlsplit(page.url).path == visit.path
    answer = None if visit.fields and is_there else page.goto(visit.path)
    if visit.fields:
        with page.expect_navigation() as navigation:
            page.evaluate(SEND, visit.fields)
        answer = navigation.value
    assert answer is not None
    return answer


def _is_whole(html: str) -> bool:
    return html.lstrip().lower().startswith("<!doctype html>")
