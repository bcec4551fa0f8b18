"""Posts come back: from one account's archive into another, in a real browser."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.support import community, steps


def download(page, path) -> None:
    """Save the archive of the export whose page this is."""
    page.get_by_role("heading", name="Your archive is ready").wait_for(timeout=30_000)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download").click()
    downloading.value.save_as(path)


def upload(page, path) -> None:
    """Choose a file on the page of imports, and send it."""
    page.goto("/imports")
    page.get_by_label("Archive or posts.json").set_input_files(path)
    page.get_by_role("button", name="Import").click()


def test_the_archive_of_one_account_becomes_posts_of_another(stack, window, tmp_path):
    page = window()
    steps.register(page, "vera")
    community.write_posts(stack, "vera", 3_000)
    steps.ask_for_export(page, "vera")
    download(page, tmp_path / "archive.zip")
    other = window()
    steps.register(other, "wim")
    upload(other, tmp_path / "archive.zip")

    expect(other.locator("[data-added]")).to_have_text("3,000", timeout=30_000)
    other.goto("/user/wim")
    expect(other.locator(".post").first).to_contain_text(community.words(2_999))


def test_the_same_archive_again_adds_nothing(stack, window, tmp_path):
    page = window()
    steps.register(page, "xaver")
    steps.write(page, "Just once")
    steps.ask_for_export(page, "xaver")
    download(page, tmp_path / "archive.zip")
    upload(page, tmp_path / "archive.zip")

    expect(page.locator("[data-already-there]")).to_have_text("1", timeout=30_000)
    expect(page.locator("[data-added]")).to_have_text("0")


def test_a_file_that_is_none_is_told_without_javascript(stack, window, tmp_path):
    (tmp_path / "posts.json").write_text("{")
    page = window(java_script_enabled=False)
    steps.register(page, "yara")
    upload(page, tmp_path / "posts.json")

    # The page refreshes itself.
    expect(page.get_by_text("The file is damaged.")).to_be_visible(timeout=30_000)
