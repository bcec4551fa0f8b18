"""What the database says of its migrations."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import sqlalchemy as sa
from alembic.script import ScriptDirectory

from app import db
from config import BASE_DIR


def head() -> str:
    """The last migration."""
    head = ScriptDirectory(str(BASE_DIR / "migrations")).get_current_head()
    assert head
    return head


@contextlib.contextmanager
def stamped(*versions: str) -> Iterator[None]:
    """A database that says that it is at these."""
    table = sa.table("alembic_version", sa.column("version_num"))
    with db.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        for version in versions:
            connection.execute(sa.insert(table).values(version_num=version))
    try:
        yield
    finally:
        db.session.rollback()
        with db.engine.begin() as connection:
            connection.execute(sa.text("DROP TABLE alembic_version"))
