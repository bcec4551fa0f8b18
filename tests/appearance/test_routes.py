"""Choosing light or dark, and the site's picture."""

import pytest

from app.appearance.styles import SHEETS, STATIC
from tests.support.apps import another_app
from tests.support.page import Visitor


def choose(visitor, theme, *, expect=303, **fields):
    return visitor.post("/theme", expect=expect, theme=theme, **fields)


def scheme(page):
    """What a page says of its theme: to our styles, and to the browser."""
    [html], [meta] = page.all("html"), page.all("meta", name="color-scheme")
    return html["data-theme"], meta["content"]


def test_nobody_has_to_choose(stranger):
    assert scheme(stranger.get("/auth/login")) == ("system", "light dark")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_choice_holds_on_every_page(stranger, theme):
    choose(stranger, theme)

    assert scheme(stranger.get("/auth/login")) == (theme, theme)
    assert scheme(stranger.get("/nowhere", expect=404)) == (theme, theme)


def test_the_systems_theme_can_be_chosen_again(stranger):
    choose(stranger, "dark")
    choose(stranger, "system")

    assert scheme(stranger.get("/auth/login")) == ("system", "light dark")


def test_the_footer_says_what_is_chosen(as_, alice):
    visitor = as_(alice)
    choose(visitor, "dark")
    marks = {
        button["value"]: button["aria-pressed"] for button in visitor.get("/").all("button", name="theme")
    }

    assert marks == {"system": "false", "light": "false", "dark": "true"}


@pytest.mark.parametrize("theme", ["", "blue", "Dark", "dark; Path=/x", "\u202e"])
def test_there_are_three_themes(stranger, theme):
    assert "Set-Cookie" not in choose(stranger, theme, expect=400).headers


@pytest.mark.parametrize("theme", ["blue", '"><script>', ""])
def test_a_cookie_that_we_never_set_is_none(stranger, theme):
    stranger.client.set_cookie("theme", theme)

    assert scheme(stranger.get("/auth/login")) == ("system", "light dark")


@pytest.mark.parametrize(
    ("back", "location"), [("/explore?before=1-2", "/explore?before=1-2"), ("//evil.example", "/"), ("", "/")]
)
def test_one_goes_on_where_one_was(stranger, back, location):
    assert choose(stranger, "dark", back=back).location == location


def test_a_page_says_where_it_is(as_, alice):
    page = as_(alice).get("/explore?before=1-2")

    assert page.all("input", name="back", value="/explore?before=1-2")


def test_a_choice_needs_our_form(app, stranger):
    stranger._open("/theme", "POST", expect=400, data={"theme": "dark"})


def test_a_choice_is_kept_for_a_year(stranger):
    cookie = choose(stranger, "dark").headers["Set-Cookie"]

    assert {"theme=dark", "Max-Age=31536000", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


def test_over_https_a_choice_is_bound_to_this_host(app):
    with another_app(app, BASE_URL="https://localhost") as site:
        there = {"base_url": "https://localhost", "headers": {"Referer": "https://localhost"}}
        visitor = Visitor(site)
        data = {"csrf_token": visitor.get("/auth/login", base_url="https://localhost").token, "theme": "dark"}
        cookie = visitor._open("/theme", "POST", expect=303, data=data, **there).headers["Set-Cookie"]

    assert cookie.startswith("__Host-theme=dark; ") and {"Secure", "Path=/"} <= set(cookie.split("; "))


@pytest.mark.parametrize("path", ["/favicon.ico", "/static/site.webmanifest"])
def test_the_site_has_a_picture_and_a_card_of_its_own(app, path):
    with app.test_client().get(path, follow_redirects=True) as answer:
        assert answer.status_code == 200
        assert answer.mimetype in {"image/vnd.microsoft.icon", "image/x-icon", "application/manifest+json"}


def test_what_the_manifest_names_is_there(app):
    client = app.test_client()
    with client.get("/static/site.webmanifest") as manifest:
        icons = [icon["src"] for icon in manifest.get_json(force=True)["icons"]]
    for icon in icons:
        with client.get(icon) as answer:
            assert answer.status_code == 200


def test_a_page_has_all_its_styles_in_one_file_that_browsers_may_keep(app, stranger):
    sheets = stranger.get("/auth/login").all("link", rel="stylesheet")
    [address] = [sheet["href"] for sheet in sheets if "media" not in sheet]
    answer = app.test_client().get(address)

    assert answer.mimetype == "text/css" and "immutable" in answer.headers["Cache-Control"]
    assert all((STATIC / sheet).read_text() in answer.text for sheet in SHEETS)


def test_styles_without_a_version_are_asked_for_again(app):
    assert app.test_client().get("/styles.css").headers["Cache-Control"] == "no-cache"


def test_there_is_no_sheet_that_no_page_loads():
    own = {path.relative_to(STATIC).as_posix() for path in STATIC.glob("css/*.css")}
    linked = {sheet for path in STATIC.parent.glob("**/templates/**/*.html") for sheet in own
              if sheet in path.read_text()}  # fmt: skip

    assert own == linked | {sheet for sheet in SHEETS if sheet.startswith("css/")}


def test_styles_of_another_release_are_not_kept(app):
    answer = app.test_client().get("/styles.css?v=of-another-release")

    assert "immutable" not in answer.headers["Cache-Control"]


def test_where_a_form_was_refused_one_comes_back_to_where_one_can_be(as_, alice):
    refused = as_(alice).post("/", expect=422, post="")

    assert refused.all("input", name="back")[-1]["value"] == ""
