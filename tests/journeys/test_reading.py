"""An archive's pages in a real browser, from a disk: no server, no network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page

from app.exports.reader import pages as reader
from app.exports.reader.page import About
from app.exports.reader.pages import Reader
from tests.factories import BEGINNING

BODIES = [
    "Straße im Regen", "Žluťoučký kůň", "café au lait", "שלום עולם", "w" * 400, "\u202ebackwards\rnext line",
    "</script><script>document.title = 'stolen'</script>",
    "<img src=x onerror=\"document.title = 'stolen'\">",
]  # fmt: skip
SHOWN = "article:visible"


@pytest.fixture
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An unpacked archive of three pages, with a post a day."""
    monkeypatch.setattr(reader, "PAGE", 8)
    monkeypatch.setattr(reader, "SLACK", 1)

    @contextmanager
    def new_file(name: str) -> Iterator[BinaryIO]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        with (tmp_path / name).open("wb") as file:
            yield file

    pages = Reader(About("alice", exported_at=BEGINNING), total=20, new_file=new_file)
    for number in range(1, 21):
        moment = BEGINNING + timedelta(days=number - 1)
        body = f"{number}: {BODIES[number % len(BODIES)]}"
        pages.add({"id": number, "body": body, "timestamp": f"{moment:%Y-%m-%dT%H:%M:%SZ}", "language": None})
    pages.close()
    return tmp_path


@pytest.fixture
def read(browser: Browser, folder: Path) -> Iterator[Callable[..., Page]]:
    """Open a page of the archive offline; fails at the end if it asked for more, or complained."""
    with ExitStack() as opened:
        faults: list[str] = []

        def open_page(address: str = "index.html", **options: object) -> Page:
            context = browser.new_context(offline=True, **options)
            opened.callback(context.close)
            context.on("console", lambda message: faults.append(message.text))
            context.on("weberror", lambda error: faults.append(str(error.error)))
            context.on("request", lambda request: faults.append(request.url) if _is_other(request) else None)
            page = context.new_page()
            page.goto(f"{folder.as_uri()}/{address}")
            return page

        yield open_page
        assert faults == []


def _is_other(request) -> bool:
    return not request.is_navigation_request() and not request.url.startswith("data:")


@pytest.mark.parametrize(("words", "left"), [
    ("KUN", "17: Žluťoučký kůň"), ("strasse regen", "16: Straße im Regen"), ("Cafe LAIT", "18: café au lait"),
])  # fmt: skip
def test_searching_leaves_what_has_all_the_words(read, words, left):
    page = read()
    page.get_by_role("searchbox").fill(words)
    page.get_by_text("1 of 8 posts").wait_for()

    assert page.locator(SHOWN).locator(".words").all_inner_texts() == [left]


def test_a_search_that_finds_nothing_says_so_and_is_cleared(read):
    page = read()
    page.get_by_role("searchbox").fill("no such words")
    page.get_by_text("No posts on this page match.").wait_for()
    assert page.locator("h2:visible").all_inner_texts() == ["Older posts"]
    page.get_by_role("button", name="Clear").click()

    assert (page.get_by_role("status").inner_text(), page.locator(SHOWN).count()) == ("8 posts", 8)


def test_days_narrow_the_page_and_both_of_them_count(read):
    page = read()
    page.get_by_label("From").fill("2026-01-14")
    page.get_by_label("To", exact=True).fill("2026-01-15")
    page.get_by_text("2 of 8 posts").wait_for()

    assert page.locator(SHOWN).evaluate_all("found => found.map(each => each.id)") == ["post-15", "post-14"]


def test_pages_lead_from_the_oldest_to_the_newest(read):
    page = read("pages/0001.html")
    numbers = []
    for _page in range(2):
        numbers.append(page.locator("dd").first.inner_text())
        page.get_by_role("link", name="Newer posts").first.click()
    page.wait_for_url("**/index.html")

    assert numbers == ["1 to 4 of 20", "5 to 12 of 20"]


def test_a_post_has_an_address(read):
    page = read("index.html#post-14")

    assert page.locator("article:target").get_attribute("id") == "post-14"


def test_words_of_a_post_do_nothing_but_stand_there(read):
    page = read()

    assert page.title() == "Posts by alice"
    assert page.locator("#post-14 .words").inner_text() == f"14: {BODIES[6]}"
    assert page.locator("#post-13 .words").inner_text() == "13: \u202ebackwards\nnext line"


def test_without_a_script_everything_is_there_but_the_search(read):
    page = read(java_script_enabled=False)

    assert (page.locator(SHOWN).count(), page.locator("input:visible").count()) == (8, 0)


@pytest.mark.parametrize("name", ["index.html", "pages/0002.html"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_breaks_a_rule_of_accessibility(read, scheme, name):
    violations = Axe().run(read(name, color_scheme=scheme)).response["violations"]

    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in violations] == []


def test_the_page_is_light_or_dark_as_the_system_is(read):
    papers = [
        read(color_scheme=scheme).evaluate("getComputedStyle(document.documentElement).backgroundColor")
        for scheme in ("light", "dark")
    ]

    assert papers == ["rgb(247, 247, 245)", "rgb(20, 22, 27)"]


def test_no_page_is_wider_than_a_small_phone(read):
    page = read(viewport={"width": 320, "height": 640})

    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_on_paper_there_are_only_posts(read):
    page = read(color_scheme="dark")
    page.emulate_media(media="print")

    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("nav:visible, input:visible").count() == 0
