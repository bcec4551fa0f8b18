"""Which language a page or a mail is in, and the choice of it."""

import pytest
from flask_babel import get_locale, gettext

from app import db
from app.core.language import in_language_of
from app.i18n import select_locale
from tests.support.apps import another_app
from tests.support.page import Visitor

SPANISH = {"Accept-Language": "es"}


def choose(visitor, language, *, expect=303, **fields):
    return visitor.post("/language", expect=expect, language=language, **fields)


def language_of(page):
    [html] = page.all("html")
    return html["lang"], html["dir"]


@pytest.mark.parametrize(("likes", "language"), [
    ("es", "es"), ("es-MX,es;q=0.9", "es"), ("de,es;q=0.5,en;q=0.1", "es"), ("de", "en"), ("", "en"),
    ("*", "en"), ("ar-EG", "ar"), ("ar;q=0.3,es;q=0.2", "ar"),
    ("x" * 5000, "en"), ("es;q=x", "en"), (";;;,,,", "en"), ("en;q=0.1,es;q=0.2", "es"),
])  # fmt: skip
def test_a_page_is_in_the_language_that_the_browser_likes_best(app, likes, language):
    with app.test_request_context(headers={"Accept-Language": likes}):
        assert select_locale() == language


def test_what_no_browser_asked_for_is_in_the_first_language(app):
    assert select_locale() == "en"


@pytest.mark.parametrize(("likes", "language"), [("es", ("es", "ltr")), ("ar", ("ar", "rtl"))])
def test_a_page_says_which_language_it_is_in_and_where_its_lines_begin(stranger, likes, language):
    assert language_of(stranger.get("/auth/login", headers={"Accept-Language": likes})) == language


def test_a_page_tells_caches_what_it_depends_on(stranger):
    assert {"Accept-Language", "Cookie"} <= {*stranger.get("/auth/login").response.vary}


def test_words_for_a_script_tell_caches_too(as_, alice):
    assert "Accept-Language" in as_(alice).get("/posts/new?after=1-1").response.vary


def test_a_picture_is_the_same_in_every_language(stranger):
    assert "Accept-Language" not in stranger.get("/avatar/0123456789abcdef.svg").headers.get("Vary", "")


def test_a_stranger_chooses_a_language_for_this_browser(stranger):
    choose(stranger, "es")

    assert language_of(stranger.get("/auth/login", headers={"Accept-Language": "ar"})) == ("es", "ltr")


def test_a_choice_is_kept_in_the_account(as_, alice):
    choose(as_(alice), "ar")

    assert alice.language == "ar"
    assert language_of(as_(alice).get("/", headers=SPANISH)) == ("ar", "rtl")


def test_the_accounts_choice_counts_more_than_the_browsers(as_, alice):
    visitor = as_(alice)
    visitor.client.set_cookie("language", "es")
    alice.language = "ar"

    assert language_of(visitor.get("/"))[0] == "ar"


def test_a_choice_stays_when_one_logs_out(as_, alice):
    visitor = as_(alice)
    choose(visitor, "es")
    visitor.post("/auth/logout")

    assert language_of(visitor.get("/auth/login"))[0] == "es"


def test_a_choice_can_be_left_to_the_browser_again(as_, alice):
    visitor = as_(alice)
    choose(visitor, "ar")
    choose(visitor, "auto")

    assert alice.language is None
    assert language_of(visitor.get("/", headers=SPANISH))[0] == "es"


@pytest.mark.parametrize("language", ["", "de", "ES", "es; Path=/x", "../es", "\u202e", "e" * 5000])
def test_other_languages_cannot_be_chosen(as_, alice, language):
    assert "language=" not in choose(as_(alice), language, expect=400).headers.get("Set-Cookie", "")
    assert alice.language is None


@pytest.mark.parametrize("language", ["de", '"><script>', "", "xx_XX_XX"])
def test_a_choice_that_we_never_offered_is_none(as_, alice, language):
    visitor = as_(alice)
    visitor.client.set_cookie("language", language)
    alice.language = language[:5]

    assert language_of(visitor.get("/", headers=SPANISH))[0] == "es"


def test_the_footer_says_what_is_chosen_each_language_in_its_own_words(stranger):
    choose(stranger, "es")
    page = stranger.get("/auth/login")
    marks = {
        one["value"]: (one["aria-pressed"], one.get("lang")) for one in page.all("button", name="language")
    }

    assert marks == {
        "auto": ("false", None),
        "en": ("false", "en"),
        "es": ("true", "es"),
        "ar": ("false", "ar"),
    }
    assert all(name in page.text for name in ("English", "Español", "العربية"))


def test_where_there_is_one_language_there_is_nothing_to_choose(app, stranger, monkeypatch):
    monkeypatch.setitem(app.config, "LANGUAGES", ["en"])

    assert not stranger.get("/auth/login").all("button", name="language")


@pytest.mark.parametrize(
    ("back", "location"), [("/explore?before=1-2", "/explore?before=1-2"), ("//evil.example", "/"), ("", "/")]
)
def test_one_goes_on_where_one_was(stranger, back, location):
    assert choose(stranger, "es", back=back).location == location


def test_a_choice_needs_our_form(stranger):
    stranger._open("/language", "POST", expect=400, data={"language": "es"})


def test_over_https_a_choice_is_bound_to_this_host(app):
    with another_app(app, BASE_URL="https://localhost") as site:
        there = {"base_url": "https://localhost", "headers": {"Referer": "https://localhost"}}
        visitor = Visitor(site)
        data = {
            "csrf_token": visitor.get("/auth/login", base_url="https://localhost").token,
            "language": "es",
        }
        cookie = visitor._open("/language", "POST", expect=303, data=data, **there).headers["Set-Cookie"]

    assert cookie.startswith("__Host-language=es; ") and {"Secure", "Path=/"} <= set(cookie.split("; "))


def test_a_program_says_itself_what_it_wants(app, alice):
    alice.language = "ar"
    db.session.commit()

    assert "No existe" in app.test_client().get("/api/nowhere", headers=SPANISH).json["detail"]


@pytest.mark.parametrize(
    ("chosen", "otherwise", "language"),
    [("ar", "es", "ar"), (None, "es", "es"), ("xx", "es", "es"), (None, "xx", "en"), (None, None, "en")],
)
def test_what_is_written_for_somebody_is_in_their_language(app, alice, chosen, otherwise, language):
    alice.language = chosen
    with in_language_of(alice, otherwise=otherwise):
        assert str(get_locale()) == language


def test_what_one_has_asked_for_oneself_is_in_the_language_one_reads(app, alice):
    with app.test_request_context(headers=SPANISH), in_language_of(alice):
        assert gettext("Log in") == "Iniciar sesión"


def test_after_writing_for_somebody_the_page_goes_on_in_its_own_language(app, alice):
    alice.language = "ar"
    with app.test_request_context(headers=SPANISH):
        with in_language_of(alice):
            pass
        assert gettext("Log in") == "Iniciar sesión"


@pytest.mark.parametrize("language", ["es", "ar"])
def test_words_of_forms_that_are_not_ours_are_translated_too(stranger, language):
    page = stranger.post("/auth/login", expect=422, username="", password="")
    stranger.client.set_cookie("language", language)
    translated = stranger.post("/auth/login", expect=422, username="", password="")

    assert "This field is required." in page.text and "This field is required." not in translated.text
