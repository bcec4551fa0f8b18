"""When a post gets its language."""

import logging

import pytest

from app import db
from app.models import Post
from app.translation import guessing, language
from tests import factories
from tests.support.servers import wait_for

GERMAN = "Heute scheint die Sonne über Berlin"


@pytest.fixture(autouse=True)
def switched_on(app, monkeypatch):
    monkeypatch.setitem(app.config, "GUESS_LANGUAGES", True)


@pytest.fixture
def unloaded(monkeypatch):
    monkeypatch.setattr(language, "model", language.Model())


def the_post():
    db.session.rollback()
    return db.session.query(Post).one()


def rest():
    """Wait for all guesses so far."""
    guessing.later.submit(lambda: None).result()


def test_a_post_that_is_written_has_its_language_at_once(as_, alice):
    language.guess(GERMAN)
    as_(alice).post("/", post=GERMAN)

    assert the_post().language == "de"


def test_the_first_post_of_a_process_has_it_a_moment_later(as_, alice, unloaded):
    as_(alice).post("/", post=GERMAN)

    assert wait_for(lambda: the_post().language, "the language") == "de"


def test_a_post_that_is_not_saved_is_not_looked_at(app, alice, unloaded):
    post = Post(body=GERMAN, author=alice)
    guessing.note_language(post)
    db.session.rollback()
    db.session.commit()
    rest()

    assert not language.model.is_loaded()


def test_new_words_have_a_language_of_their_own(alice):
    post = factories.post(author=alice, body="I love this song", language="de")
    language.guess(GERMAN)
    guessing.note_language(post)

    assert post.language == "en"


def test_a_guess_that_comes_late_says_nothing_of_other_words(app, alice):
    post = factories.post(author=alice, body="I love this song")
    guessing.fill_in(app, post.id, GERMAN)

    assert the_post().language is None


def test_a_guess_does_not_take_the_place_of_what_is_known(app, alice):
    post = factories.post(author=alice, body=GERMAN, language="gsw")
    guessing.fill_in(app, post.id, GERMAN)

    assert the_post().language == "gsw"


def test_what_tells_too_little_stays_without(app, alice):
    post = factories.post(author=alice, body="ok")
    guessing.fill_in(app, post.id, "ok")

    assert the_post().language is None


def test_who_switches_it_off_has_no_guesses(app, as_, alice, monkeypatch):
    language.guess(GERMAN)
    monkeypatch.setitem(app.config, "GUESS_LANGUAGES", False)
    as_(alice).post("/", post=GERMAN)
    rest()

    assert the_post().language is None


def test_a_guess_that_fails_is_told_in_the_log_and_nowhere_else(as_, alice, unloaded, monkeypatch, caplog):
    monkeypatch.setattr(language, "_load", lambda: 1 // 0)
    with caplog.at_level(logging.WARNING):
        as_(alice).post("/", post=GERMAN)
        wait_for(lambda: "was not noted" in caplog.text, "the log")

    assert the_post().language is None
