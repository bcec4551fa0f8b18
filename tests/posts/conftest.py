"""What tests of posts share."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app import db


@pytest.fixture
def queries(app):
    """Call something; what it asked the database."""

    def asked(call):
        told = []

        def listener(*event):
            told.append(event[2])

        sa.event.listen(db.engine, "before_cursor_execute", listener)
        call()
        sa.event.remove(db.engine, "before_cursor_execute", listener)
        return [statement for statement in told if statement.startswith(("SELECT", "WITH"))]

    return asked
