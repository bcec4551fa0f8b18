"""Which language a page or a mail is in."""

import pytest

from app.i18n import select_locale


@pytest.fixture(autouse=True)
def two_languages(app, monkeypatch):
    monkeypatch.setitem(app.config, "LANGUAGES", ["en", "es"])


@pytest.mark.parametrize(("likes", "language"), [
    ("es", "es"), ("es-MX,es;q=0.9", "es"), ("de,es;q=0.5,en;q=0.1", "es"), ("de", "en"), ("", "en"),
    ("*", "en"),
    ("x" * 5000, "en"), ("es;q=x", "en"), (";;;,,,", "en"), ("en;q=0.1,es;q=0.2", "es"),
])  # fmt: skip
def test_a_page_is_in_the_language_that_the_browser_likes_best(app, likes, language):
    with app.test_request_context(headers={"Accept-Language": likes}):
        assert select_locale() == language


def test_what_no_browser_asked_for_is_in_the_first_language(app):
    assert select_locale() == "en"


def test_a_page_says_which_language_it_is_in(stranger):
    [html] = stranger.get("/auth/login", headers={"Accept-Language": "es"}).all("html")

    assert (html["lang"], html["dir"]) == ("es", "ltr")


def test_a_page_tells_caches_that_it_depends_on_the_language(stranger):
    assert "Accept-Language" in stranger.get("/auth/login").headers["Vary"]


def test_a_picture_is_the_same_in_every_language(stranger):
    assert "Accept-Language" not in stranger.get("/avatar/0123456789abcdef.svg").headers.get("Vary", "")
