"""What was done stays written down."""

import pytest
import sqlalchemy as sa
import structlog

from app import db
from app.models import Act
from app.moderation import acts
from app.moderation.acts import Verb


@pytest.fixture
def act(admin, bob):
    Act.note(Verb.SUSPEND, bob, by=admin, why="Spam")
    db.session.commit()
    return db.session.scalars(sa.select(Act)).one()


def test_it_is_not_changed(act):
    act.why = "something else"

    with pytest.raises(TypeError):
        db.session.flush()


def test_it_is_not_deleted(act):
    db.session.delete(act)

    with pytest.raises(TypeError):
        db.session.flush()


def test_it_outlives_the_people(act, admin, bob):
    for user in (admin, bob):
        db.session.delete(user)
    db.session.commit()

    assert (act.actor_name, act.username) == ("admin", "bob") and db.session.scalar(sa.select(Act.id))


def test_the_applications_log_has_it_with_its_facts(app, admin, bob, monkeypatch):
    told = []
    logged = lambda *_words: told.append(structlog.contextvars.get_contextvars())  # noqa: E731 (one line)
    monkeypatch.setattr(app.logger, "info", logged)
    Act.note(Verb.SUSPEND, bob, by=admin, why="Spam")
    assert told == []

    db.session.commit()

    facts = {"actor_name": "admin", "verb": Verb.SUSPEND, "username": "bob", "why": "Spam"}
    assert facts.items() <= told[0].items()


def test_pages_begin_with_the_last(admin, bob):
    for why in "abc":
        Act.note(Verb.UNSUSPEND, bob, by=None, why=why)
        db.session.commit()
    first = acts.Act.page(before=None, size=2)
    second = acts.Act.page(before=first.older, size=2)

    assert [[act.why for act in page.items] for page in (first, second)] == [["c", "b"], ["a"]]
