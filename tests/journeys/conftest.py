"""A running Microblog and a real browser, shared by the journeys of a module."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from deploy.local.stack import Stack
from tests.journeys.support import steps
from tests.journeys.support.watched import Watched

# On a machine that does much else at once, what takes a moment may take some seconds.
expect.set_options(timeout=15_000)
STORY_TIMEOUT_S = 240
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give whole stories longer than other tests: a busy machine is slow, and hangs end within this too."""
    for item in items:
        if Path(__file__).parent in item.path.parents and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(STORY_TIMEOUT_S))


@pytest.fixture(autouse=True, scope="module")
def _unmeasured() -> Iterator[None]:
    """Coverage does not follow their many processes: they would take half as long again, for no new line."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
        yield


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    """Settings of a module's stack that differ from those of `make run`."""
    return {}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, environ: dict[str, str]) -> Iterator[Stack]:
    """Everything that `make run` starts, with our worker class, and nobody in the database."""
    with Stack(tmp_path_factory.mktemp("stack"), environ=environ) as stack:
        yield stack


@pytest.fixture(scope="module")
def unswitched() -> list[str]:
    """Switches of Playwright's that a module's browser does without."""
    return []


@pytest.fixture(scope="module")
def browser(unswitched: list[str]) -> Iterator[Browser]:
    """Debian's Chromium. Its library has an event loop in this thread, which other tests cannot do with."""
    if not CHROMIUM:
        pytest.skip("there is no chromium here (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"], ignore_default_args=unswitched
        )
        yield browser
        browser.close()


@pytest.fixture
def alice(window: Callable[..., Page]) -> Page:
    """A page of somebody with an account."""
    page = window()
    steps.register(page, "alice")
    return page


@pytest.fixture
def admin(stack: Stack, window: Callable[..., Page]) -> Page:
    """A page of an administrator, who does without JavaScript."""
    page = window(java_script_enabled=False)
    steps.register(page, "admin")
    assert "administrator" in stack.python("promote", "flask", "users", "promote", "admin")
    return page


@pytest.fixture
def window(browser: Browser, stack: Stack) -> Iterator[Callable[..., Page]]:
    """Open a fresh browser window on the site; fails at the end if a page asked elsewhere or broke a rule."""
    with ExitStack() as opened:

        def open_window(**options: object) -> Page:
            context: BrowserContext = browser.new_context(base_url=stack.url, **options)
            opened.callback(context.close)
            watched = opened.enter_context(Watched(context))
            return watched.page

        yield open_window
