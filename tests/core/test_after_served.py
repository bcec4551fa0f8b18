"""What is done after a response, with the server and the connections that people have."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.local.servers import LOOPBACK, free_ports
from tests.support.servers import wait_for

ROOT = Path(__file__).parents[2]


@contextmanager
def gunicorn(folder):
    """The small application of tests.support.afterwards; yields the server's process and its port."""
    [port] = free_ports(1)
    environ = os.environ | {"AFTERWARDS_FOLDER": str(folder), "WEB_CONCURRENCY": "1", "WEB_THREADS": "1"}
    command = [sys.executable, "-m", "gunicorn", "--bind", f"{LOOPBACK}:{port}", "--log-level", "critical"]
    server = subprocess.Popen([*command, "tests.support.afterwards:app"], cwd=ROOT, env=environ)
    try:
        wait_for(lambda: answers(port), "gunicorn to answer")
        yield server, port
    finally:
        (folder / "go").touch()
        server.terminate()
        server.wait()


def answers(port):
    try:
        return ask(port, "/").endswith(b"answered")
    except ConnectionRefusedError:
        return False


def ask(port, path, *, version="1.0"):
    """A whole answer, to the end of its connection."""
    with socket.create_connection((LOOPBACK, port)) as connection:
        send(connection, path, version=version)
        return b"".join(iter(lambda: connection.recv(4096), b""))


def send(connection, path, *, version="1.1"):
    connection.settimeout(20)
    connection.sendall(f"GET {path} HTTP/{version}\r\nHost: localhost\r\n\r\n".encode())


def read(connection, *, until):
    heard = b""
    while not heard.endswith(until):
        part = connection.recv(4096)
        assert part, heard
        heard += part
    return heard


@pytest.fixture
def server(tmp_path):
    with gunicorn(tmp_path) as (_process, port):
        yield port


@pytest.fixture
def has(tmp_path):
    return lambda name: (tmp_path / name).exists()


@pytest.mark.parametrize("path", ["/plain", "/stream", "/async"])
def test_the_connection_has_ended_while_the_work_goes_on(server, has, tmp_path, path):
    name = path.strip("/")
    assert ask(server, path).endswith(b"answered")
    wait_for(lambda: has(f"{name}.begun"), "the work to begin")
    assert not has(f"{name}.done")
    (tmp_path / "go").touch()

    wait_for(lambda: has(f"{name}.done"), "the work to end")


@pytest.mark.parametrize(("path", "end"), [("/plain", b"answered"), ("/stream", b"0\r\n\r\n")])
def test_a_connection_that_stays_open_answers_again_while_the_work_goes_on(server, has, path, end):
    # The server has one thread: if the work were in it, the second answer would come after it.
    with socket.create_connection((LOOPBACK, server)) as connection:
        send(connection, path)
        read(connection, until=end)
        wait_for(lambda: has(f"{path.strip('/')}.begun"), "the work to begin")
        send(connection, "/")

        assert read(connection, until=b"answered") and not has(f"{path.strip('/')}.done")


def test_after_an_answer_that_broke_on_its_way_nothing_is_done(server, has, tmp_path):
    (tmp_path / "go").touch()
    ask(server, "/broken")
    ask(server, "/plain")
    wait_for(lambda: has("plain.done"), "the work after a later answer")

    assert not has("broken.begun")


@pytest.mark.parametrize("path", ["/plain", "/async"])
def test_a_server_that_is_told_to_end_finishes_what_was_to_follow(tmp_path, has, path):
    name = path.strip("/")
    with gunicorn(tmp_path) as (process, port):
        ask(port, path)
        wait_for(lambda: has(f"{name}.begun"), "the work to begin")
        process.send_signal(signal.SIGTERM)
        wait_for(lambda: not listens(port), "the server to take no more")
        (tmp_path / "go").touch()
        process.wait()

    assert has(f"{name}.done")


def listens(port):
    with socket.socket() as connection:
        return connection.connect_ex((LOOPBACK, port)) == 0
