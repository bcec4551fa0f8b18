"""The database within a request."""

import time
from contextlib import contextmanager

import pytest

from app import db
from app.core import sqlite
from tests import factories
from tests.factories import BEGINNING
from tests.support.apps import another_app, production_app
from tests.support.page import Visitor

LOGIN = "/auth/login"


@pytest.fixture
def on_sqlite(app, tmp_path):
    """The site on an SQLite file of its own, with limits."""
    url = f"sqlite:///{tmp_path / 'one.db'}"
    with another_app(app, SQLALCHEMY_DATABASE_URI=url, RATELIMIT_ENABLED=True) as site, site.app_context():
        db.create_all()
        yield site


@contextmanager
def somebody_writing():
    with db.engine.connect() as another:
        another.exec_driver_sql("UPDATE user SET about_me = 'meanwhile'")
        began = time.monotonic()
        yield
        assert time.monotonic() - began < sqlite.BUSY_TIMEOUT_MS / 2000, "nobody waited for the lock"


def test_a_form_for_no_page_does_not_wait_for_a_writer(on_sqlite):
    with somebody_writing():
        Visitor(on_sqlite)._open("/nowhere", "POST", expect=404)


def test_a_form_that_is_refused_for_its_number_does_not_wait_for_a_writer(on_sqlite):
    visitor = Visitor(on_sqlite)
    for _ in range(10):
        visitor.post(LOGIN, expect=422, username="alice", password="wrong")
    token = visitor.get(LOGIN).token
    with somebody_writing():
        fields = {"csrf_token": token, "username": "alice", "password": "wrong"}
        visitor._open(LOGIN, "POST", expect=429, data=fields)


def test_a_page_does_not_wait_to_note_a_visit(on_sqlite):
    alice = factories.user(username="alice", last_seen=BEGINNING)
    visitor = Visitor(on_sqlite, alice)
    db.session.commit()
    with somebody_writing():
        visitor.client.get("/explore")


@pytest.mark.parametrize("path", ["/mentions", "/messages/bob"])
def test_a_page_does_not_wait_to_note_what_is_read(on_sqlite, path):
    alice, bob = (factories.user(username=name) for name in ("alice", "bob"))
    bob.write("@alice waits")
    bob.write_to(alice, "It waits")
    db.session.commit()
    visitor = Visitor(on_sqlite, alice)
    with somebody_writing():
        assert "waits" in visitor.client.get(path).text

    assert visitor.get(path) and alice.unread_mention_count() + alice.unread_message_count() == 1


def test_a_form_that_waited_in_vain_may_be_sent_again(app, tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 100)
    url = f"sqlite:///{tmp_path / 'one.db'}"
    with production_app(app, SQLALCHEMY_DATABASE_URI=url) as site, site.app_context():
        db.create_all()
        visitor = Visitor(site)
        token = visitor.get(LOGIN).token
        with db.engine.connect() as another:
            another.exec_driver_sql("DELETE FROM user")
            page = visitor._open(
                LOGIN, "POST", expect=503, data={"csrf_token": token, "username": "alice", "password": "x"}
            )

    assert "Please try again later." in page.text
