"""Where a page offers a translation."""

import pytest

from tests import factories

OFFER = "Translate from Spanish"


def test_a_post_in_another_language_has_a_button(as_, alice, site, post):
    page = as_(alice).get("/explore?before=99999999999999999-1")

    assert OFFER in page.text
    [form] = page.all("form", action="/translate")
    assert form["method"] == "post"
    [number] = page.all("input", name="post_id")
    assert number["value"] == str(post.id)
    assert page.all("input", name="back", value="/explore?before=99999999999999999-1")


@pytest.mark.parametrize("path", ["/", "/explore", "/user/bob"])
def test_wherever_posts_are(as_, alice, bob, site, post, path):
    alice.follow(bob)

    assert OFFER in as_(alice).get(path).text


def test_nobody_translates_their_own(as_, bob, site, post):
    assert OFFER not in as_(bob).get("/explore").text


def test_a_site_without_a_translator_has_no_dead_buttons(as_, alice, post):
    assert not as_(alice).get("/explore").all("form", action="/translate")


@pytest.mark.parametrize(
    "language", [None, "", "en", "en-GB", "en_US", "xx", "zxx?", "ES", "e", "-", "\u202e"]
)
def test_what_nobody_can_translate_has_no_button(as_, alice, bob, site, language):
    factories.post(author=bob, body="words", language=language)

    assert not as_(alice).get("/explore").all("form", action="/translate")


def test_what_is_too_long_has_no_button(as_, alice, bob, site):
    factories.post(author=bob, body="día " * 501, language="es")

    assert not as_(alice).get("/explore").all("form", action="/translate")


def test_the_languages_have_the_names_that_the_reader_knows(app, as_, alice, bob, site, monkeypatch):
    monkeypatch.setitem(app.config, "LANGUAGES", ["en", "es"])
    factories.post(author=bob, body="Guten Morgen", language="de")
    factories.post(author=bob, body="Buenos días", language="es-MX")
    page = as_(alice).get("/explore", headers={"Accept-Language": "es"})

    assert "Traducir del alemán" in page.text and len(page.all("form", action="/translate")) == 1


def test_a_country_does_not_make_another_language(as_, alice, bob, site):
    factories.post(author=bob, body="Bom dia", language="pt-BR")

    assert "Translate from Portuguese" in as_(alice).get("/explore").text


def test_offers_cost_no_query(app, as_, alice, site, post, statements, monkeypatch):
    visitor = as_(alice)
    visitor.get("/explore")
    statements.clear()
    visitor.get("/explore")
    with_offers = [*statements]
    monkeypatch.setitem(app.extensions, "translator", None)
    statements.clear()
    visitor.get("/explore")

    assert statements and statements == with_offers
