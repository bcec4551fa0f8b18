"""Connections to a database's server whose other end may be gone without a word: both sides give them up."""

from __future__ import annotations

import socket
from functools import partial
from typing import Any

from sqlalchemy import Engine, event

# A connection on which nothing comes is asked for a sign of life, so often in the second half of the time.
PROBES = 3


def prepare(engine: Engine, *, within_s: int) -> None:
    """Have an engine's connections made, or found dead, within so many seconds.

    By itself, the kernel tries for a quarter of an hour to reach a host that is cut off, and does not miss
    one that owes it nothing. What the address of the database says of this holds.
    """
    if engine.dialect.name == "postgresql":
        event.listen(engine, "do_connect", partial(_bound, within_s=within_s))
        event.listen(engine, "connect", partial(_bound_server, within_s=within_s))
    elif engine.dialect.name in {"mysql", "mariadb"}:
        # What the address says itself is none of ours.
        own = {"connect_timeout", "read_timeout", "write_timeout"} - {*engine.url.query}
        event.listen(engine, "do_connect", partial(_bound_greeting, own=own, within_s=within_s))
        event.listen(engine, "connect", partial(_bound_socket, own=own, within_s=within_s))


def _probing(within_s: int) -> dict[str, int]:
    """When to begin to ask for a sign of life, and how often, as PostgreSQL and its library call it."""
    every_s = max(1, within_s // (2 * PROBES))
    return {"keepalives_idle": within_s // 2, "keepalives_interval": every_s, "keepalives_count": PROBES}


def _bound(_dialect: Any, _record: Any, _arguments: Any, options: dict[str, Any], *, within_s: int) -> None:
    own = {"connect_timeout": within_s, "tcp_user_timeout": within_s * 1000, **_probing(within_s)}
    options |= own | options


def _bound_server(connection: Any, _record: Any, *, within_s: int) -> None:
    """Have the server do so too: a host that was cut off would leave it with locks that others wait for."""
    settings = {"tcp_user_timeout": within_s * 1000}
    settings |= {f"tcp_{name}": value for name, value in _probing(within_s).items()}
    # Beside any transaction, for they would end with it.
    connection.autocommit = True
    connection.execute("; ".join(f"SET {name} = {value}" for name, value in settings.items()))
    connection.autocommit = False


def _bound_greeting(
    _dialect: Any, _record: Any, _arguments: Any, options: dict[str, Any], *, own: set[str], within_s: int
) -> None:
    """Bound how long PyMySQL waits for a connection, and for each word until it is let in."""
    options |= dict.fromkeys(own, within_s)


def _bound_socket(connection: Any, _record: Any, *, own: set[str], within_s: int) -> None:
    """From here on, a statement may take as long as it likes; what is silent is the kernel's to notice."""
    for name in own - {"connect_timeout"}:
        setattr(connection, f"_{name}", None)
    line = connection._sock  # noqa: SLF001 (it has no other way to it)
    # Not every system has these. On this one's own socket, a file, they mean nothing.
    if line.family == socket.AF_UNIX or not hasattr(socket, "TCP_USER_TIMEOUT"):
        return
    probing = _probing(within_s)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, probing["keepalives_idle"])
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, probing["keepalives_interval"])
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, probing["keepalives_count"])
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, within_s * 1000)
