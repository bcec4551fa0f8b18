"""The full-text indexes: made, filled anew and dropped, the same by a migration and by `db.create_all()`.

They are none of SQLAlchemy's business beyond that: nothing maps them, and `flask db` looks past them.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Table, event

from app.accounts.models import User
from app.extensions import db
from app.posts.models import Post
from app.search import mariadb, postgres, sqlite
from app.transactions import begin_writing

KINDS: dict[str, ModuleType] = {
    "sqlite": sqlite,
    "postgresql": postgres,
    "mysql": mariadb,
    "mariadb": mariadb,
}
TABLES = ("post", "user")
NAMES = ("post_search", "user_search")


def kind(name: str) -> ModuleType:
    """How a database is searched, by the name of its dialect."""
    return KINDS[name]


def make(connection: Connection, tables: Sequence[str] = TABLES) -> None:
    """Make the indexes, of what is there and of all that comes."""
    _tell(connection, "MAKE", tables)
    _tell(connection, "FILL", tables)


def drop(connection: Connection, tables: Sequence[str] = TABLES) -> None:
    """Leave nothing of the indexes."""
    _tell(connection, "DROP", tables)


def rebuild() -> None:
    """Make the indexes anew from what is there."""
    begin_writing()
    # PostgreSQL makes an index beside the old one only outside of transactions; SQLite is to do all at once.
    by_statement = {"isolation_level": "AUTOCOMMIT"} if db.engine.dialect.name == "postgresql" else {}
    with db.engine.execution_options(**by_statement).begin() as connection:
        for statement in kind(connection.dialect.name).REINDEX:
            connection.exec_driver_sql(statement)


def is_known(name: str | None, _kind: str, _parents: Any) -> bool:
    """Whether the models know what a database has under a name; Alembic asks."""
    return not (name or "").startswith(NAMES)


def _tell(connection: Connection, what: str, tables: Sequence[str]) -> None:
    statements = getattr(kind(connection.dialect.name), what)
    for table in tables:
        for statement in statements[table]:
            connection.exec_driver_sql(statement)


def _made(table: Table, connection: Connection, **_options: Any) -> None:
    make(connection, [table.name])


def _dropped(table: Table, connection: Connection, **_options: Any) -> None:
    drop(connection, [table.name])


for model in (Post, User):
    event.listen(model.__table__, "after_create", _made)
    event.listen(model.__table__, "before_drop", _dropped)
