"""Columns that mean the same everywhere."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql, sqlite

from app.core.types import UtcDateTime, exact_string

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def stored(moment):
    return UtcDateTime().process_bind_param(moment, sqlite.dialect())


@pytest.mark.parametrize(
    "moment", [NOON, NOON.astimezone(timezone(timedelta(hours=5, minutes=30))), NOON.replace(tzinfo=None)]
)
def test_a_moment_is_stored_in_utc_without_a_zone(moment):
    assert stored(moment) == datetime(2026, 1, 1, 12)  # noqa: DTZ001 - that is what is stored


def test_a_stored_moment_is_read_as_utc():
    assert UtcDateTime().process_result_value(stored(NOON), sqlite.dialect()) == NOON


def test_no_moment_stays_none():
    assert stored(None) is None
    assert UtcDateTime().process_result_value(None, sqlite.dialect()) is None


@pytest.mark.parametrize(("dialect", "sql"), [
    (sqlite, "DATETIME"), (postgresql, "TIMESTAMP WITHOUT TIME ZONE"), (mysql, "DATETIME(6)"),
])  # fmt: skip
def test_a_moment_has_microseconds_on_every_database(dialect, sql):
    assert UtcDateTime().compile(dialect.dialect()) == sql


def test_mariadb_compares_names_byte_by_byte():
    column = sa.Column("name", exact_string(64))

    assert "utf8mb4_bin" in column.type.compile(mysql.dialect())
    assert column.type.compile(postgresql.dialect()) == "VARCHAR(64)"
