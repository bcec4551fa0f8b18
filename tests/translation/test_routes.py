"""Asking what a post says: as a person, as a page's script, and as a program."""

import pytest
import sqlalchemy as sa

from app import db
from app.extensions import limiter
from app.models import Translation
from app.translation.guard import FAILURES_IN_A_ROW
from tests.support.apps import another_app
from tests.support.page import Visitor
from tests.support.translating import JSON, TEXT, ask, send
from tests.support.translators import says


def kept():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Translation))


def test_a_script_gets_the_words_and_who_found_them(as_, alice, site, post):
    answer = ask(as_(alice), post).json

    assert answer["text"] == post.body[::-1] and answer["language"] == "en"
    assert answer["words"] == "Translated from Spanish by LibreTranslate."


def test_a_person_gets_a_page_with_both(as_, alice, site, post):
    page = as_(alice).post("/translate", expect=200, post_id=post.id, back="/explore?before=1-1")

    assert post.body in page.text and post.body[::-1] in page.text
    assert "Translated from Spanish by LibreTranslate." in page.text
    assert page.all("p", lang="es") and page.all("p", lang="en")
    assert page.all("a", href=f"/explore?before=1-1#post-{post.id}")


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "", "javascript:alert(1)"])
def test_the_way_back_stays_here(as_, alice, site, post, back):
    page = as_(alice).post("/translate", expect=200, post_id=post.id, back=back)

    assert page.all("a", href=f"/explore#post-{post.id}")


def test_json_names_a_post_too(as_, alice, site, post):
    assert send(as_(alice), {"post_id": post.id}).json["text"] == post.body[::-1]


def test_json_may_bring_its_own_text(as_, alice, site):
    assert send(as_(alice), TEXT).json == {"text": "aloh"}
    assert site.asked[0].body | {"q": "hola", "source": "es", "target": "en"} == site.asked[0].body


def test_the_service_is_asked_once_for_all_readers(as_, alice, mallory, site, post):
    assert ask(as_(alice), post).json == ask(as_(mallory), post).json

    assert (len(site.asked), kept()) == (1, 1)


def test_new_words_are_translated_anew(as_, alice, site, post):
    ask(as_(alice), post)
    post.body = "Buenas noches"

    assert ask(as_(alice), post).json["text"] == "sehcon saneuB"
    assert (len(site.asked), kept()) == (2, 1)


def test_each_language_has_its_own(app, as_, alice, site, post, monkeypatch):
    monkeypatch.setitem(app.config, "LANGUAGES", ["en", "de"])
    ask(as_(alice), post)
    alice_in_german = as_(alice)
    fields = {"csrf_token": alice_in_german._any_token(), "post_id": post.id}
    german = JSON | {"Accept-Language": "de"}
    answer = alice_in_german._open("/translate", "POST", expect=200, data=fields, headers=german)

    assert (answer.json["language"], kept()) == ("de", 2)


def test_a_site_without_a_translator_says_so(as_, alice, post):
    page = as_(alice).post("/translate", expect=501, post_id=post.id)

    assert "This site has no translator." in page.text and "Not on this site" in page.text
    assert ask(as_(alice), post, expect=501).json["detail"] == "This site has no translator."


def test_a_stranger_has_to_log_in(stranger, site, post):
    assert stranger.post("/translate", post_id=post.id).location.startswith("/auth/login")
    ask(stranger, post, expect=401)
    assert site.asked == []


def test_a_forged_question_is_refused(as_, alice, site, post):
    as_(alice)._open("/translate", "POST", expect=400, data={"post_id": post.id})
    as_(alice)._open("/translate", "POST", expect=400, json=TEXT)
    assert site.asked == []


@pytest.mark.parametrize(("status", "told"), [(400, 422), (401, 502), (302, 502), (429, 502), (500, 502)])
def test_what_the_service_refuses_is_told_in_words(as_, alice, site, post, status, told):
    site.answer = says(status, b"SECRET of the operator")
    answer = ask(as_(alice), post, expect=told)
    page = as_(alice).post("/translate", expect=told, post_id=post.id)

    assert "translator" in answer.json["detail"] and "SECRET" not in answer.response.text
    assert answer.json["detail"] in page.text and post.body in page.text and "SECRET" not in page.text
    assert kept() == 0


def test_the_log_says_what_was_wrong_and_no_key(as_, alice, site, post, caplog):
    site.answer = says(403, b"this key is not good")
    ask(as_(alice), post, expect=502)

    assert "status 403" in caplog.text and "this key is not good" in caplog.text
    assert "a-key" not in caplog.text


def test_after_some_failures_nobody_waits_any_more(as_, alice, site, post):
    site.answer = says(500, b"")
    visitor = as_(alice)
    for _time in range(FAILURES_IN_A_ROW):
        ask(visitor, post, expect=502)
    answer = ask(visitor, post, expect=503)

    assert len(site.asked) == FAILURES_IN_A_ROW and int(answer.headers["Retry-After"]) > 50
    page = visitor.post("/translate", expect=503, post_id=post.id)
    assert int(page.headers["Retry-After"]) > 50


def test_what_is_known_is_told_also_while_the_service_is_away(as_, alice, site, post):
    ask(as_(alice), post)
    site.answer = says(500, b"")

    assert ask(as_(alice), post).json["text"] == post.body[::-1]


def test_a_post_that_goes_while_the_service_thinks_is_not_found(app, as_, alice, site, post, monkeypatch):
    def deleted_meanwhile(*_words, **_languages):
        db.session.execute(sa.text("DELETE FROM post"))
        db.session.commit()
        return "Good morning"

    monkeypatch.setattr(app.extensions["translator"], "translate", deleted_meanwhile)
    ask(as_(alice), post, expect=404)

    assert kept() == 0


def test_nobody_asks_for_more_than_sixty_an_hour(whole_app, app, alice, bob, site, post):
    with another_app(whole_app, RATELIMIT_ENABLED=True) as limited:
        limited.extensions["translator"] = app.extensions["translator"]
        visitor = Visitor(limited, alice)
        headers = {"X-CSRFToken": visitor._any_token()}
        for _time in range(60):
            visitor._open("/translate", "POST", expect=200, json=TEXT, headers=headers)
        answer = send(visitor, TEXT, expect=429)

        assert limiter.enabled and int(answer.headers["Retry-After"]) > 0
        send(Visitor(limited, bob), TEXT)


def test_what_is_known_does_not_count(whole_app, app, alice, site, post):
    with another_app(whole_app, RATELIMIT_ENABLED=True) as limited:
        limited.extensions["translator"] = app.extensions["translator"]
        visitor = Visitor(limited, alice)
        data = {"csrf_token": visitor._any_token(), "post_id": post.id}
        for _time in range(61):
            visitor._open("/translate", "POST", expect=200, data=data, headers=JSON)

    assert len(site.asked) == 1


def test_no_connection_to_the_database_waits_for_the_service(app, as_, alice, site, post, monkeypatch):
    seen = []

    def look(text, **_languages):
        seen.append(db.session().in_transaction())
        return text

    monkeypatch.setattr(app.extensions["translator"], "translate", look)
    ask(as_(alice), post)
    send(as_(alice), TEXT)

    assert seen == [False, False]
