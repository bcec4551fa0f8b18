"""An export waits for a worker that is frozen; an administrator sees it, stops it and begins it again."""

from __future__ import annotations

import os
import signal

import pytest
from playwright.sync_api import expect

from tests.journeys.support import people, steps
from tests.support.servers import wait_for


@pytest.fixture
def frozen(stack):
    """The worker does nothing until it is let go."""
    group = stack.process("worker-1").pid
    os.killpg(group, signal.SIGSTOP)
    yield lambda: os.killpg(group, signal.SIGCONT)
    os.killpg(group, signal.SIGCONT)


def test_all_that_the_site_needs_is_well(stack):
    lines = stack.python("doctor", "flask", "doctor").splitlines()

    assert [line.split()[1:] for line in lines] == [["OK"]] * 6


def test_a_task_that_waits_is_seen_stopped_and_begun_again(stack, alice, admin, frozen):
    steps.ask_for_export(alice, "alice")
    admin.goto("/settings")
    admin.get_by_role("link", name="Operations").click()
    admin.locator("#timeline .report a").first.click()
    admin.get_by_role("button", name="Cancel it").click()
    expect(admin.locator("main")).to_contain_text("It is cancelled.")
    expect(alice.locator("[data-task-words]").first).to_contain_text("Cancelled.")

    admin.get_by_role("button", name="Try it again").click()
    expect(admin.locator("main")).to_contain_text("It waits for a worker.")
    frozen()

    wait_for(
        lambda: any("posts" in mail["Subject"] for mail in people.mails_to(stack, "alice")), "the export"
    )
    admin.goto("/moderation/log")
    expect(admin.locator(".report").first).to_contain_text("admin began a task of alice again")
