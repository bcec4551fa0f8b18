"""Exports in any state."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest

from app import db
from app.core import storage
from app.exports import archives
from app.exports.models import Export, path_of
from app.jobs.models import State
from app.models import User
from tests import factories
from tests.factories import token_of
from tests.support.program import Program


def quietly(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


@pytest.fixture
def exported(app) -> Callable[..., Export]:
    """An export that a user had: `exported(alice)`, whose archive is stored."""

    def make(user: User, *, state: State = State.DONE, **columns) -> Export:
        task = factories.task(user=user, state=state, complete=True)
        export = Export(id=task.id, user_id=user.id, **columns)
        db.session.add(export)
        db.session.commit()
        export.publish(archives.build(export, on_progress=quietly))
        db.session.commit()
        return export

    yield make
    for path in [*storage.paths("archives")]:
        storage.delete(path)


@pytest.fixture
def alices(app, alice):
    """Alice's program."""
    return Program(app, token_of(alice))


def opened(export: Export) -> ZipFile:
    """The ZIP of an export."""
    with storage.open_file(path_of(export.id, export.key)) as file:
        return ZipFile(BytesIO(file.read()))
