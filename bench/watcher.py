"""A real browser that watches a task, and notes when it saw what."""

from __future__ import annotations

import shutil
import time
from typing import Any
from uuid import uuid4

from playwright.sync_api import Page, sync_playwright

from app import db
from app.core import clock
from app.jobs.models import State, Task
from app.models import User
from app.transactions import begin_writing
from bench import crowd
from deploy.local.stack import Stack

# As often as a job reports.
EVERY_S = 0.25
SEEN_WITHIN_MS = 10_000
SETTLE_MS = 2_000
NOTE_WHAT_IS_SEEN = """
window.seen = []
const bar = document.querySelector(".task progress")
const note = () => window.seen.push([bar.value, Date.now() / 1000])
new MutationObserver(note).observe(bar, { attributes: true })
"""


def watch(stack: Stack, user: User, *, reports: int) -> list[float]:
    """Report four times a second; how long after each the page showed it, in seconds.

    A page that polls skips some: what it shows then is the newest.
    """
    task_id = user.launch_task("export_posts", "Exporting posts...").id
    db.session.commit()
    begin_writing()
    Task.move(task_id, State.RUNNING, claim=str(uuid4()), beat_at=clock.now(), started_at=clock.now())
    db.session.commit()
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(base_url=stack.url)
        _open(page)
        told = [_report(task_id, number, of=reports) for number in range(1, reports + 1)]
        page.wait_for_function(
            "last => window.seen.at(-1)?.[0] === last", arg=told[-1][0], timeout=SEEN_WITHIN_MS
        )
        seen: list[Any] = page.evaluate("window.seen")
        browser.close()
    moments = dict(told)
    return [moment - moments[bar] for bar, moment in seen if bar in moments]


def _open(page: Page) -> None:
    page.goto("/auth/login")
    page.get_by_label("Username").fill("reader")
    page.get_by_label("Password").fill(crowd.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.goto("/explore")
    page.locator(".task progress").wait_for()
    page.evaluate(NOTE_WHAT_IS_SEEN)
    # The stream has been opened, or refused.
    page.wait_for_timeout(SETTLE_MS)


def _report(task_id: str, number: int, *, of: int) -> tuple[float, float]:
    """Report as a run does; what the bar is to show, and when that was told."""
    time.sleep(EVERY_S)
    bar, told = round(90 * number / of, 3), clock.now_ts()
    begin_writing()
    Task.write(Task.id == task_id, {"bar": bar, "progress": int(bar)})
    db.session.get_one(Task, task_id, populate_existing=True).tell()
    db.session.commit()
    return bar, told
