"""Translations that are kept."""

import sqlalchemy as sa

from app import db
from app.core import clock
from app.models import Translation
from app.translation.models import digest


def keep(post, *, text="Good morning", language="en"):
    made = {"translator": "LibreTranslate", "digest": digest(post), "made_at": clock.now()}
    Translation(post_id=post.id, language=language, text=text, **made).keep()


def count():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Translation))


def test_what_is_kept_is_found_in_its_language_only(post):
    keep(post)

    assert Translation.of(post, "en").text == "Good morning"
    assert Translation.of(post, "de") is None


def test_other_words_have_no_translation_yet(post):
    keep(post)
    post.body = "Buenas noches"
    db.session.commit()

    assert Translation.of(post, "en") is None


def test_words_of_another_language_have_no_translation_yet(post):
    keep(post)
    post.language = "pt"
    db.session.commit()

    assert Translation.of(post, "en") is None


def test_the_new_one_takes_the_place_of_the_old(post):
    keep(post)
    post.body = "Buenas noches"
    db.session.commit()
    keep(post, text="Good night")

    assert (Translation.of(post, "en").text, count()) == ("Good night", 1)


def test_of_two_at_once_one_is_kept(post, monkeypatch):
    keep(post, text="the first")
    db.session.refresh(post)
    db.session.expunge_all()
    # As if the other one had not been there yet when this one looked.
    monkeypatch.setattr(db.session, "merge", db.session.add)
    keep(post, text="the second")

    assert [*db.session.scalars(sa.select(Translation.text))] == ["the first"]


def test_a_translation_goes_with_its_post(post):
    keep(post)
    db.session.delete(post)
    db.session.commit()

    assert count() == 0


def test_a_post_that_was_deleted_meanwhile_keeps_none(post):
    gone = type(post)(id=post.id, body=post.body, language=post.language)
    db.session.delete(post)
    db.session.commit()
    keep(gone)

    assert count() == 0
