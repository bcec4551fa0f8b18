"""A restart of the web server behind a socket that somebody else holds, as microblog-web.socket has it."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection, HTTPException

import pytest

from deploy.local.places import ROOT
from deploy.local.servers import LOOPBACK, python
from tests.journeys.deploy.installation import Servers
from tests.support.servers import wait_for

# What systemd does before it starts a service with a socket (sd_listen_fds(3)).
HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execv(sys.argv[2], sys.argv[2:])
"""
WITHIN_S = 120
ENOUGH = 20


@pytest.fixture(scope="module")
def held() -> Iterator[socket.socket]:
    """The socket on which the site is to be found, whoever serves it."""
    with closing(socket.create_server((LOOPBACK, 0), backlog=2048)) as held:
        yield held


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with Servers(tmp_path_factory.mktemp("site"), environ={"FLASK_DEBUG": "0"}) as site:
        yield site


@contextmanager
def serving(site: Servers, held: socket.socket) -> Iterator[None]:
    """Gunicorn, which is asked to end at the end of this, and does."""
    command = [sys.executable, "-c", HAND_OVER, str(held.fileno()), *python("gunicorn"), "microblog:app"]
    with (site.logs / "web.log").open("ab") as log:
        server = subprocess.Popen(
            command, env=site.environ, cwd=ROOT, pass_fds=[held.fileno()], stdout=log, stderr=log
        )
    try:
        yield
    finally:
        server.terminate()
        assert server.wait(WITHIN_S) == 0


@contextmanager
def visitors(held: socket.socket) -> Iterator[Counter[str]]:
    """Somebody comes in all the time, each on a connection of their own; how that went."""
    went, over = Counter[str](), threading.Event()

    def come_in() -> None:
        while not over.wait(0.05):
            went[_visit(held)] += 1

    threads = [threading.Thread(target=come_in) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield went
    finally:
        over.set()
        for thread in threads:
            thread.join(WITHIN_S)


def _visit(held: socket.socket) -> str:
    with closing(HTTPConnection(*held.getsockname(), timeout=WITHIN_S)) as line:
        try:
            line.request("GET", "/livez")
            return str(line.getresponse().status)
        except (OSError, HTTPException) as error:
            return repr(error)


def test_who_comes_during_a_restart_waits_a_moment(site: Servers, held: socket.socket):
    with ExitStack() as last, visitors(held) as went:
        with serving(site, held):
            enough(went)
        last.enter_context(serving(site, held))
        enough(went)

    assert {*went} == {"200"}


def enough(went: Counter[str]) -> None:
    """Wait for some more visitors."""
    until = went.total() + ENOUGH
    wait_for(lambda: went.total() >= until, "visitors", within_s=WITHIN_S)
