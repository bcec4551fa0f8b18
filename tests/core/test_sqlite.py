"""SQLite set up as a server's database."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from app.core import sqlite

LOOK = "SELECT count(*) FROM parent"


def told_by(words):
    return lambda: bool(words and words.pop())


@pytest.fixture
def will_write():
    """What each of the next transactions says about itself, the next one last."""
    return []


@pytest.fixture
def hurries():
    """The same about its hurry."""
    return []


@pytest.fixture
def engine(tmp_path, will_write, hurries):
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'one.db'}")
    sqlite.prepare(engine, will_write=told_by(will_write), hurries=told_by(hurries))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE child (id INTEGER REFERENCES parent)")
    yield engine
    engine.dispose()


def insert(engine, number):
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO parent VALUES (?)", (number,))


@pytest.mark.parametrize(("pragma", "value"), [
    ("journal_mode", "wal"), ("synchronous", 1), ("foreign_keys", 1),
    ("busy_timeout", sqlite.BUSY_TIMEOUT_MS),
])  # fmt: skip
def test_every_connection_is_set_up(engine, pragma, value):
    with engine.connect() as first, engine.connect() as second:
        for connection in (first, second):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_a_reference_to_nothing_is_refused(engine):
    with engine.connect() as connection, pytest.raises(IntegrityError):
        connection.exec_driver_sql("INSERT INTO child VALUES (7)")


def test_a_rolled_back_savepoint_keeps_what_came_before(engine):
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO parent VALUES (1)")
        with connection.begin_nested() as savepoint:
            connection.exec_driver_sql("INSERT INTO parent VALUES (2)")
            savepoint.rollback()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT id FROM parent").scalars().all() == [1]


def test_tables_made_in_a_transaction_go_with_it(engine):
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE later (id INTEGER)")
        connection.rollback()
    assert "later" not in sa.inspect(engine).get_table_names()


def test_a_reader_does_not_wait_for_a_writer(engine):
    with engine.begin() as writer, engine.connect() as reader:
        writer.exec_driver_sql("INSERT INTO parent VALUES (1)")
        assert reader.exec_driver_sql("SELECT count(*) FROM parent").scalar() == 0


def test_a_transaction_that_says_it_writes_holds_the_lock_from_its_first_statement(
    engine, will_write, monkeypatch
):
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 0)
    with engine.connect() as first, engine.connect() as second:
        will_write += [True, True]
        first.exec_driver_sql(LOOK)
        with pytest.raises(OperationalError, match="locked"):
            second.exec_driver_sql(LOOK)


def test_who_is_in_a_hurry_waits_a_moment_and_the_next_as_long_as_ever(engine, will_write, hurries):
    with engine.connect() as first, engine.connect() as second:
        will_write += [True, True]
        hurries += [True, False]
        first.exec_driver_sql(LOOK)
        began = time.monotonic()
        with pytest.raises(OperationalError, match="locked"):
            second.exec_driver_sql(LOOK)

        assert time.monotonic() - began < 2
        assert second.exec_driver_sql("PRAGMA busy_timeout").scalar() == sqlite.BUSY_TIMEOUT_MS


def test_a_connection_says_by_itself_that_it_writes(engine, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 0)
    writing = engine.execution_options(**{sqlite.WILL_WRITE: True})
    with writing.connect() as first, writing.connect() as second:
        first.exec_driver_sql(LOOK)
        with pytest.raises(OperationalError, match="locked"):
            second.exec_driver_sql(LOOK)


def test_who_waits_goes_on_when_the_writer_before_has_done(engine, will_write):
    with engine.connect() as first, ThreadPoolExecutor(1) as pool:
        will_write += [True, True]
        first.exec_driver_sql("INSERT INTO parent VALUES (1)")
        waiting = pool.submit(insert, engine, 2)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.05)
        first.commit()

        waiting.result(timeout=sqlite.BUSY_TIMEOUT_MS / 1000)


def deny_transactions(action, *_more):
    return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_TRANSACTION else sqlite3.SQLITE_OK


def test_what_waiting_does_not_help_is_said_at_once(engine, will_write):
    will_write.append(True)
    with engine.connect() as connection:
        connection.connection.driver_connection.set_authorizer(deny_transactions)
        with pytest.raises(DatabaseError, match="not authorized"):
            connection.exec_driver_sql(LOOK)
        connection.connection.driver_connection.set_authorizer(None)


def test_other_databases_are_left_alone():
    engine = sa.create_engine("postgresql+psycopg://nobody@127.0.0.1/nothing")
    sqlite.prepare(engine, will_write=lambda: True, hurries=lambda: True)
    assert not engine.dispatch.before_cursor_execute
