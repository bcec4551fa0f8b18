"""Writing what must not be forgotten."""

import pytest
from sqlalchemy.exc import OperationalError

from app import db, transactions as insisting
from app.transactions import insist


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(insisting, "INSIST_EVERY_S", 0)


def away():
    return OperationalError("UPDATE", {}, Exception("gone"))


def test_it_is_written_once_the_database_is_back(alice):
    errors = [away(), away()]

    def write():
        alice.about_me = "written"
        if errors:
            raise errors.pop()
        return "the outcome"

    assert insist(write) == "the outcome"
    db.session.rollback()
    assert alice.about_me == "written"


def test_it_gives_up_at_last(app, monkeypatch):
    monkeypatch.setattr(insisting, "INSIST_S", -1)

    def write():
        raise away()

    with pytest.raises(OperationalError):
        insist(write)


def test_another_fault_is_not_written_again(app):
    calls = []

    def write():
        calls.append(1)
        raise LookupError

    with pytest.raises(LookupError):
        insist(write)
    assert calls == [1]
