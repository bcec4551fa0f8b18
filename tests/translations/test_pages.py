"""Every page in every state, in every language: it answers, and is written the right way round."""

from pathlib import Path

import pytest
from babel import Locale

from app import db
from app.i18n import select_locale
from app.translations import catalogs
from tests.journeys.support import inventory, population
from tests.support.page import Page


@pytest.fixture
def visits(app):
    """Who sees what, and the cookie of each."""
    mailbox = Path(app.config["MAILBOX_DIR"])
    mailbox.mkdir(parents=True, exist_ok=True)
    people = population.people()
    found = inventory.everything(people, mail_id=population.write_mail(mailbox))
    cookies = {name: population.log_in(people[name], device=None) for name in found if name in people}
    db.session.commit()
    return [(cookies.get(name), each) for name, seen in found.items() for each in seen if not each.fields]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", catalogs.languages())
def test_every_page_is_in_the_language_and_in_its_direction(app, visits, language):
    due = (language, Locale.parse(language).text_direction)
    for cookie, visit in visits:
        page = opened(app, cookie, visit.path, language=language)
        # The card over a name is a part of a page, and has none of this itself.
        for html in page.all("html"):
            assert (html["lang"], html.get("dir")) == due, visit.path
        assert foreign_without_direction(page, language) == [], visit.path
        assert page.status == visit.status, visit.path


def foreign_without_direction(page, language):
    """What is in another language than the page, and does not say in which direction it is written."""
    return [(tag, a) for tag, a in page.tags if a.get("lang", language) != language and not a.get("dir")]


def opened(app, cookie, path, *, language):
    client = app.test_client()
    if cookie:
        client.set_cookie("session", cookie)
    with app.app_context():
        return Page(client.get(path, headers={"Accept-Language": language}, follow_redirects=True))


@pytest.mark.parametrize("code", inventory.ERRORS)
@pytest.mark.parametrize("language", catalogs.languages())
def test_every_error_is_told_in_the_language(app, monkeypatch, code, language):
    monkeypatch.setattr("app.i18n.default", lambda: language)

    assert f'lang="{language}"' in inventory.error_pages(app)[str(code)]
    assert select_locale() == language
