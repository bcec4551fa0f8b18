"""One at a time, on each database."""

import threading

import pytest

from app import db
from app.core import alone as module
from app.core.alone import alone

DEADLINE_S = 30


def test_who_comes_second_waits_for_the_first(app, monkeypatch):
    monkeypatch.setattr(module, "ASK_EVERY_S", 0.01)
    told, engine = [], db.engine

    def come():
        told.append("comes")
        with alone(engine):
            told.append("begins")

    with alone(engine):
        (second := threading.Thread(target=come)).start()
        second.join(0.3)
        told.append("the first ends")
    second.join(DEADLINE_S)

    assert told == ["comes", "the first ends", "begins"]


def test_who_fails_keeps_nobody_waiting(app):
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), alone(db.engine):
            1 / 0  # noqa: B018 (it raises)
