"""Connections to databases that are given up in time."""

import socket

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from app.core import wire

ON_POSTGRES = pytest.mark.only_on("postgresql", why="it has settings for this")
ON_MARIADB = pytest.mark.only_on("mariadb", why="its driver leaves this to us")


def bounded(url: str) -> sa.Engine:
    engine = sa.create_engine(url, poolclass=NullPool)
    wire.prepare(engine, within_s=12)
    return engine


@ON_POSTGRES
def test_postgres_misses_us_as_soon_as_we_miss_it(new_database):
    with bounded(new_database).begin() as connection:
        names = ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count", "tcp_user_timeout")
        told = [connection.scalar(sa.text(f"SHOW {name}")) for name in names]
        ours = connection.connection.dbapi_connection.info.get_parameters()

    assert told == ["6", "2", "3", "12000"]
    assert (ours["keepalives_idle"], ours["tcp_user_timeout"], ours["connect_timeout"]) == (
        "6",
        "12000",
        "12",
    )


@ON_POSTGRES
def test_what_the_address_says_goes_before_it(new_database):
    with bounded(f"{new_database}?connect_timeout=3&keepalives_idle=7").begin() as connection:
        ours = connection.connection.dbapi_connection.info.get_parameters()

    assert (ours["connect_timeout"], ours["keepalives_idle"]) == ("3", "7")


@ON_POSTGRES
def test_a_rollback_does_not_take_it_back(new_database):
    with bounded(new_database).connect() as connection:
        connection.rollback()

        assert connection.scalar(sa.text("SHOW tcp_keepalives_idle")) == "6"


@ON_MARIADB
def test_mariadb_is_missed_too(new_database):
    with bounded(new_database).connect() as connection:
        line = connection.connection.dbapi_connection._sock

        assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 6
        assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 12_000


def test_a_mariadb_that_does_not_greet_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        engine = sa.create_engine(
            f"mysql+pymysql://me@127.0.0.1:{silent.getsockname()[1]}/x", poolclass=NullPool
        )
        wire.prepare(engine, within_s=2)

        with pytest.raises(OperationalError):
            engine.connect()


@ON_MARIADB
def test_a_statement_on_mariadb_may_take_longer_than_its_greeting(new_database):
    engine = sa.create_engine(new_database, poolclass=NullPool)
    wire.prepare(engine, within_s=2)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT SLEEP(2.5)")) == 0
