"""Migrations while people are there: one runner at a time, nobody is kept waiting, the older code goes on."""

import contextlib
import subprocess
import sys

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask_migrate import upgrade

from app import db
from app.core import sqlite
from app.search import index
from deploy.local.places import ROOT
from tests.migrations.test_history import HISTORY
from tests.support.workers import environ

REVISIONS = [script.revision for script in ScriptDirectory(HISTORY).walk_revisions()][::-1]
DEADLINE_S = 120


@pytest.mark.timeout(2 * DEADLINE_S)
def test_of_two_at_once_the_second_waits_and_finds_nothing_to_do(site):
    command = [sys.executable, "-m", "flask", "db", "upgrade"]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    both = [subprocess.Popen(command, cwd=ROOT, env=environ(site), **streams) for _ in range(2)]
    told = [process.communicate(timeout=DEADLINE_S)[0] for process in both]

    assert [process.returncode for process in both] == [0, 0], told
    assert sorted(f"-> {REVISIONS[-1]}" in words for words in told) == [False, True]


def test_the_commands_make_the_tables_and_find_no_drift(flask_db):
    assert flask_db("upgrade")[0] == 0

    assert flask_db("check")[0] == 0


@contextlib.contextmanager
def somebody_writes():
    """Somebody has the table of users for long."""
    users = sa.table("user", sa.column("username"), sa.column("email"))
    with db.engine.connect() as other:
        other.execute(users.insert().values(username="alice", email="alice@example.com"))
        yield
        other.rollback()


def test_what_somebody_has_for_long_is_given_up_with_a_line(flask_db, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 100)
    upgrade(HISTORY, revision="0017")
    with somebody_writes():
        code, told = flask_db("upgrade")

    assert (code, told.splitlines()[-1][:48]) == (1, "Error: Somebody else has had a table for too lon")
    assert flask_db("upgrade")[0] == 0


def needs():
    """The columns of each table, and whether a row needs a value there."""
    inspector = sa.inspect(db.engine)
    return {
        (table, column["name"]): not (column["nullable"] or column["default"] or column.get("computed"))
        for table in inspector.get_table_names()
        for column in inspector.get_columns(table)
        if index.is_known(table, "table", {})
    }


def test_the_code_before_each_migration_can_go_on_with_the_tables_after_it(site):
    known = {}
    for revision in REVISIONS:
        upgrade(HISTORY, revision=revision)
        found = needs()
        tables = {table for table, _column in known}
        added = {one for one in found.keys() - known.keys() if one[0] in tables}

        assert known.keys() <= found.keys(), f"{revision} takes something away"
        assert not any(found[one] for one in added), f"{revision} demands something new"
        known = found
