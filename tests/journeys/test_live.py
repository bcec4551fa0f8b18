"""News reach a page while it is open: pushed to one of the tabs, asked for where nothing is, or by reload."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.journeys.support import community, people, steps
from tests.support.servers import wait_for

STREAM, POLL = "**/notifications/stream?*", re.compile(r"/notifications\?")
# Keeps what the bar showed, as a person sees it who does not look away.
REMEMBER_THE_BAR = """
window.seen = []
new MutationObserver(() => {
  const bar = document.querySelector(".task progress")
  if (bar && window.seen.at(-1) !== bar.value) window.seen.push(bar.value)
}).observe(document.body, {subtree: true, childList: true, attributes: true})
"""


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def state(page: Page):
    return page.locator(".task").last


def is_stream(request: Request) -> bool:
    return "/notifications/stream" in request.url


def tab_to(page: Page, there) -> None:
    """Press Tab until something has the focus, however many stops there are before it."""
    for _press in range(60):
        if there.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {there}")


def keep(route: Route) -> None:
    """Let the browser keep a page for the way back: one that is personal it throws away, as we ask it to."""
    answer = route.fetch()
    route.fulfill(response=answer, headers=answer.headers | {"cache-control": "no-cache"})


def listening(page: Page, path: str) -> None:
    """Open a page, and be told by the stream only from then on."""
    page.route(POLL, lambda route: route.abort())
    with page.expect_request(is_stream):
        page.goto(path)


@pytest.fixture(scope="module")
def unswitched():
    return ["--disable-back-forward-cache"]


@pytest.fixture(scope="module")
def resting(stack):
    """The worker, stopped: what is asked for waits."""
    worker = stack.process("worker-1")
    worker.stop()
    return worker


def test_the_bar_moves_in_small_steps_to_the_end_without_a_reload(stack, window):
    page = window()
    steps.register(page, "olaf")
    community.write_posts(stack, "olaf", 300_000)
    steps.ask_for_export(page, "olaf")
    page.locator(".task").wait_for()
    page.evaluate(REMEMBER_THE_BAR)

    expect(page.locator(".task [data-task-words]")).to_contain_text("Done.", timeout=45_000)
    seen = page.evaluate("window.seen")
    assert seen == sorted(seen) and seen[-1] == 100 and len(seen) >= 20


def test_the_keyboard_is_enough_for_an_export_and_the_look(stack, window, resting):
    page = window(color_scheme="light")
    steps.register(page, "kai")
    steps.write(page, "By keyboard")
    page.goto("/user/kai")
    tab_to(page, page.get_by_role("button", name="Export your posts"))
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Preparing your archive")
    tab_to(page, page.locator("[data-task-cancel] button").first)
    page.keyboard.press("Enter")
    expect(page.locator(".task").get_by_role("button", name="Try again")).to_be_focused()
    tab_to(page, page.locator("[data-task-dismiss] button").first)
    page.keyboard.press("Space")
    expect(page.locator(".task")).to_have_count(0)
    tab_to(page, page.get_by_role("button", name="Dark"))
    page.keyboard.press("Enter")

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_one_tab_listens_for_all_and_the_next_one_when_it_is_closed(stack, window, resting):
    first = window()
    steps.register(first, "lena")
    lena, second = people.known(stack, "lena"), first.context.new_page()
    listening(first, "/")
    asked: list[Request] = []
    second.on("request", lambda request: asked.append(request) if is_stream(request) else None)
    second.route(POLL, lambda route: route.abort())
    second.goto("/explore")
    task_id = people.ask_for_export(lena, "lena")
    for tab in (first, second):
        expect(state(tab)).to_have_attribute("data-state", "pending")
    assert asked == []
    with second.expect_request(is_stream):
        first.close()
    people.cancel(lena, task_id)

    expect(state(second)).to_have_attribute("data-state", "cancelled")


def test_what_came_while_offline_is_there_soon_after(stack, window, resting):
    page = window()
    steps.register(page, "mia")
    mia = people.known(stack, "mia")
    # The browser only acts as if it were offline: a stream that is open would go on.
    page.route(STREAM, lambda route: route.abort())
    page.goto("/explore")
    page.context.set_offline(True)
    task_id = people.ask_for_export(mia, "mia")
    expect(page.locator(".task")).to_have_count(0)
    page.context.set_offline(False)
    expect(state(page)).to_have_attribute("data-state", "pending")
    people.cancel(mia, task_id)

    expect(state(page)).to_have_attribute("data-state", "cancelled")


def test_who_is_logged_out_elsewhere_is_told_so_and_the_page_asks_no_more(stack, window, resting):
    page = window()
    steps.register(page, "nils")
    page.clock.install()
    page.goto("/explore")
    people.log_out_elsewhere(people.known(stack, "nils"))
    expect(page.locator("[data-session-lost]")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(180_000)

    assert asked == []


@pytest.mark.parametrize("status", [204, 503])
def test_where_no_stream_is_to_be_had_the_page_asks_each_second(stack, window, resting, status):
    page = window()
    username = f"otto-{status}"
    steps.register(page, username)
    otto = people.known(stack, username)
    page.route(STREAM, lambda route: route.fulfill(status=status))
    page.clock.install()
    steps.ask_for_export(page, username)
    expect(state(page)).to_have_attribute("data-state", "pending")
    people.cancel(otto, page.url.rpartition("/")[2])
    page.clock.run_for(1_500)

    expect(state(page)).to_have_attribute("data-state", "cancelled")


def test_a_page_goes_on_while_redis_is_away_and_listens_again_afterwards(stack, window, resting):
    page = window()
    steps.register(page, "rosa")
    rosa, valkey, answers = people.known(stack, "rosa"), stack.process("valkey"), []
    page.clock.install()
    steps.ask_for_export(page, "rosa")
    page.evaluate("window.untouched = true")
    valkey.stop()
    people.cancel(rosa, page.url.rpartition("/")[2])
    expect(state(page)).to_have_attribute("data-state", "cancelled", timeout=20_000)
    page.on("response", lambda answer: answers.append(answer.status) if is_stream(answer.request) else None)
    valkey.start()
    wait_for(lambda: page.clock.run_for(10_000) or 200 in answers, "a stream")
    people.ask_for_export(rosa, "rosa")

    expect(state(page)).to_have_attribute("data-state", "pending")
    assert page.evaluate("window.untouched")


def test_a_page_that_comes_back_out_of_the_browsers_cache_listens_again(stack, window, resting):
    page = window()
    steps.register(page, "tom")
    page.route("**/explore", keep)
    listening(page, "/explore")
    page.evaluate("addEventListener('pageshow', ({ persisted }) => { window.isRestored = persisted })")
    page.goto("/auth/register")
    with page.expect_request(is_stream):
        page.evaluate("history.back()")
    page.wait_for_function("window.isRestored")
    people.ask_for_export(people.known(stack, "tom"), "tom")

    expect(state(page)).to_have_attribute("data-state", "pending")


def test_without_scripts_one_refreshes_until_the_page_does_it_by_itself(stack, window, resting):
    page = window(java_script_enabled=False)
    steps.register(page, "sven")
    steps.ask_for_export(page, "sven")
    page.get_by_role("link", name="Refresh").click()
    expect(heading(page)).to_have_text("Preparing your archive")
    resting.start()

    expect(heading(page)).to_have_text("Your archive is ready", timeout=30_000)
    expect(page.get_by_role("link", name="Download")).to_be_visible()
