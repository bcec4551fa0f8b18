"""What several programs of a user do at once, on databases where that can happen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from app import db
from app.core import clock
from app.exports import regular
from app.exports.models import Export, Standing
from app.exports.schedule import Every, ExportSchedule
from app.transactions import begin_writing
from tests import factories
from tests.factories import token_of
from tests.support.program import Program

TIMES = 4
A_WEEK = timedelta(weeks=1)


@pytest.fixture
def at_once(app):
    """Let several programs of a user send the same request: `at_once("POST", path)`."""
    token = token_of(factories.user(username="alice"))

    def send(method, path):
        def ask(program):
            with app.app_context():
                return program.client.open(path, method=method, headers=program.headers)

        db.session.commit()
        with ThreadPoolExecutor(TIMES) as threads:
            return [*threads.map(ask, [Program(app, token) for _ in range(TIMES)])]

    return send


def test_asking_at_once_makes_one_export(at_once):
    answers = at_once("POST", "/api/exports")

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.location for answer in answers}) == db.session.query(Export).count() == 1


def test_cancelling_at_once_cancels_once(at_once):
    path = at_once("POST", "/api/exports")[0].location

    assert {answer.status_code for answer in at_once("DELETE", path)} == {204}
    assert db.session.scalars(sa.select(Export)).one().standing is Standing.CANCELLED


@pytest.fixture
def several(app):
    """Let several processes do the same: `several(sweep)`."""

    def run(function):
        def in_context(_number):
            with app.app_context():
                function()

        db.session.commit()
        with ThreadPoolExecutor(TIMES) as threads:
            return [*threads.map(in_context, range(TIMES))]

    return run


def test_sweeping_at_once_starts_a_regular_export_once(several):
    alice = factories.user(username="alice")
    with time_machine.travel(clock.now() - A_WEEK):
        alice.export_regularly(Every.WEEK)
    several(regular.start_due)

    assert db.session.query(Export).count() == 1
    assert not alice.export_schedule().is_due()


def test_choosing_at_once_is_choosing_once(several):
    user_id = factories.user(username="alice").id

    def choose():
        begin_writing()
        ExportSchedule.choose(user_id, Every.MONTH)
        db.session.commit()

    several(choose)

    assert ExportSchedule.of(user_id).every is Every.MONTH
