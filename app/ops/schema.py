"""The tables as the database has them, and as this code wants them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import sqlalchemy as sa
from alembic.script import ScriptDirectory

from app.extensions import db
from config import BASE_DIR

VERSION = sa.select(sa.column("version_num")).select_from(sa.table("alembic_version"))


class Migrations(NamedTuple):
    """The migrations that come with this code: all of them, and the last."""

    known: frozenset[str]
    heads: frozenset[str]


def is_behind() -> bool:
    """Whether the database lacks a migration that this code has. Raises SQLAlchemyError.

    One that is ahead is not behind: while a release is under way, the older code goes on for a while.
    """
    there, ours = frozenset(db.session.scalars(VERSION)), _ours()
    return there <= ours.known and there != ours.heads


@cache
def _ours() -> Migrations:
    # Reading them takes some tens of milliseconds, and they do not change while the process lives.
    scripts = ScriptDirectory(str(BASE_DIR / "migrations"))
    known = frozenset(script.revision for script in scripts.walk_revisions())
    return Migrations(known, frozenset(scripts.get_heads()))
