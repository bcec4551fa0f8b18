"""The health check of the image, which knows nothing of Microblog."""

import os
import runpy
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from deploy.local.places import ROOT
from deploy.local.servers import LOOPBACK, free_ports
from tests.support.servers import served

SCRIPT = ROOT / "deploy" / "image" / "healthy.py"


class Web(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self):
        self.send_response(self.status if self.path == "/livez" else 404)
        self.end_headers()

    def log_message(self, *_words):
        """Nothing: nobody reads it."""


@pytest.fixture
def pulse(tmp_path, monkeypatch):
    """The file, which nobody has touched yet; and a port on which nobody listens."""
    monkeypatch.setenv("PULSE_FILE", str(tmp_path / "pulse"))
    monkeypatch.setenv("PORT", str(free_ports(1)[0]))
    # What a company's proxy answers says nothing of this container.
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    return tmp_path / "pulse"


@pytest.fixture
def web(pulse, monkeypatch):
    """A web process."""
    server = ThreadingHTTPServer((LOOPBACK, 0), type("Mine", (Web,), {}))
    monkeypatch.setenv("PORT", str(server.server_port))
    with served(server):
        yield server.RequestHandlerClass


def touch(pulse, *, ago_s):
    pulse.touch()
    os.utime(pulse, (time.time() - ago_s,) * 2)


def is_well():
    try:
        runpy.run_path(str(SCRIPT), run_name="__main__")
    except SystemExit as end:
        return end.code in {None, 0}
    return True


@pytest.mark.parametrize(("ago_s", "well"), [(2, True), (120, True), (240, False)])
def test_a_worker_is_well_while_it_gives_signs(pulse, ago_s, well):
    touch(pulse, ago_s=ago_s)

    assert is_well() == well


def test_nothing_that_has_not_begun_is_well(pulse):
    assert not is_well()


def test_a_web_process_is_well_while_it_answers(web):
    assert is_well()


def test_a_web_process_that_fails_is_not_well(web):
    web.status = 503

    assert not is_well()


def test_an_old_sign_in_a_web_container_means_nothing(web, pulse):
    touch(pulse, ago_s=240)

    assert is_well()


def test_it_imports_nothing_of_ours(pulse):
    touch(pulse, ago_s=2)
    named = runpy.run_path(str(SCRIPT)).values()
    modules = {value.__name__ for value in named if isinstance(value, type(sys))}

    assert modules <= {"os", "sys", "time"}
