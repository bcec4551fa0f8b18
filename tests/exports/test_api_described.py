"""Exports in all states are told to programs as the API's description says. Requirement 23."""

import pytest

from app import db
from app.exports.models import Export
from app.jobs.models import State
from tests import factories
from tests.factories import token_of
from tests.support.description import try_out
from tests.support.program import bearer

ONE, FILE = "/api/exports/{export_id}", "/api/exports/{export_id}/file"


@pytest.fixture
def ask(app, alice):
    """Try an operation of an export of Alice's: `ask("GET", ONE, export)`."""

    def ask(method, path, export):
        fixed = {"export_id": export.id}
        return try_out(app, (method, path), headers=lambda: bearer(token_of(alice)), path_parameters=fixed)

    return ask


@pytest.fixture(params=State)
def without_archive(request, alice):
    """An export of Alice's, in any state, of which there is no archive."""
    task = factories.task(
        user=alice, state=request.param, complete=request.param not in {"pending", "running"}
    )
    export = Export(id=task.id, user_id=alice.id)
    db.session.add(export)
    db.session.commit()
    return export


def test_an_export_without_an_archive(ask, without_archive):
    assert ask("GET", FILE, without_archive) <= {404, 410}
    assert ask("GET", ONE, without_archive) == {200}
    assert ask("DELETE", ONE, without_archive) <= {204, 409}


def test_an_export_with_an_archive(ask, alice, exported):
    export = exported(alice)

    assert ask("GET", ONE, export) == {200}
    assert ask("GET", FILE, export) == {200}
    assert ask("DELETE", ONE, export) == {204}
    assert ask("GET", FILE, export) == {410}
