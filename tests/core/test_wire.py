"""Connections to databases that are given up in time."""

import socket

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from app.core import wire
from tests.support.databases import mariadb_url, postgres_url

__all__ = ["mariadb_url", "postgres_url"]


def bounded(url: str) -> sa.Engine:
    engine = sa.create_engine(url, poolclass=NullPool)
    wire.prepare(engine, within_s=12)
    return engine


def test_postgres_misses_us_as_soon_as_we_miss_it(postgres_url):
    with bounded(postgres_url).begin() as connection:
        names = ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count", "tcp_user_timeout")
        told = [connection.scalar(sa.text(f"SHOW {name}")) for name in names]
        ours = connection.connection.dbapi_connection.info.get_parameters()

    assert told == ["6", "2", "3", "12000"]
    assert (ours["keepalives_idle"], ours["tcp_user_timeout"], ours["connect_timeout"]) == (
        "6",
        "12000",
        "12",
    )


def test_what_the_address_says_goes_before_it(postgres_url):
    with bounded(f"{postgres_url}?connect_timeout=3&keepalives_idle=7").begin() as connection:
        ours = connection.connection.dbapi_connection.info.get_parameters()

    assert (ours["connect_timeout"], ours["keepalives_idle"]) == ("3", "7")


def test_a_rollback_does_not_take_it_back(postgres_url):
    with bounded(postgres_url).connect() as connection:
        connection.rollback()

        assert connection.scalar(sa.text("SHOW tcp_keepalives_idle")) == "6"


def test_mariadb_is_missed_too(mariadb_url):
    with bounded(mariadb_url).connect() as connection:
        line = connection.connection.dbapi_connection._sock

        assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 6
        assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 12_000
