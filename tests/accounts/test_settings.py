"""The page of settings, and the small choices on it."""

import pytest
import sqlalchemy as sa

from app import db
from tests.support.page import Page

SETTINGS = "/settings"


def chosen(visitor, field):
    return next(each for each in visitor.get(SETTINGS).all("option") if "selected" in each)[field]


@pytest.mark.parametrize("path", [
    "/edit_profile", "/settings/email", "/change_password", "/sessions", "/exports", "/imports",
    "/settings/delete",
])  # fmt: skip
def test_all_that_belongs_to_an_account_is_one_step_away(as_, alice, path):
    visitor = as_(alice)
    assert visitor.get(SETTINGS).all("a", href=path)

    visitor.get(path)


def test_every_page_leads_there(as_, alice):
    assert as_(alice).get("/explore").all("a", href=SETTINGS)


def test_the_address_is_shown(as_, alice):
    assert "alice@example.com" in as_(alice).get(SETTINGS).text


def test_mails_about_messages_are_switched_off_and_on(as_, alice):
    visitor = as_(alice)
    visitor.post("/settings/mails")
    assert not alice.mails_messages

    visitor.post("/settings/mails", mails_messages="y")
    assert alice.mails_messages


def test_a_language_is_chosen_and_left_to_the_browser_again(app, as_, alice, monkeypatch):
    monkeypatch.setitem(app.config, "LANGUAGES", ["en", "es"])
    visitor = as_(alice)
    visitor.post("/settings/language", language="es")
    assert (alice.language, chosen(visitor, "value")) == ("es", "es")

    visitor.post("/settings/language", language="")
    assert alice.language is None and chosen(visitor, "value") == ""


def test_languages_are_named_in_themselves(app, as_, alice, monkeypatch):
    monkeypatch.setitem(app.config, "LANGUAGES", ["en", "es", "zh_Hant"])

    text = as_(alice).get(SETTINGS).text
    assert "Español" in text and "English" in text and "中文" in text


@pytest.mark.parametrize("language", ["fr", "en" * 50, "None", "é"])
def test_a_language_that_we_do_not_have_is_refused(as_, alice, language):
    page: Page = as_(alice).post("/settings/language", expect=422, language=language)

    assert page.all("select", **{"aria-invalid": "true"}) and alice.language is None


def test_the_appearance_is_chosen_here_too(as_, alice):
    assert as_(alice).post("/theme", theme="dark", back=SETTINGS).location == SETTINGS


def test_the_page_costs_two_queries(as_, alice):
    visitor, told = as_(alice), []
    visitor.get(SETTINGS)

    def listener(*event):
        told.append(event[2])

    sa.event.listen(db.engine, "before_cursor_execute", listener)
    visitor.get(SETTINGS)
    sa.event.remove(db.engine, "before_cursor_execute", listener)

    assert len([each for each in told if each.startswith("SELECT")]) == 2
