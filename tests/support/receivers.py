"""Somebody's server on loopback, which is called back."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from deploy.local.servers import LOOPBACK
from tests.support.servers import served


class Call(NamedTuple):
    """What came, and when all of it was there."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> Any:
        """What it says."""
        return json.loads(self.body)


@dataclass
class Receiver:
    """Keeps what comes, and answers with the next of some statuses, or with 204 when there is none."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    # Is called before an answer goes out.
    before: Callable[[], object] = lambda: None


@contextlib.contextmanager
def receiver() -> Iterator[Receiver]:
    """A server that is there until the end of the test."""
    told = Receiver()
    server = ThreadingHTTPServer((LOOPBACK, 0), _handler(told))
    told.url = f"http://{LOOPBACK}:{server.server_address[1]}/hooks"
    with served(server):
        yield told


def _handler(told: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.calls.append(Call(self.path, dict(self.headers), body))
            told.before()
            status = told.answers.pop(0) if told.answers else 204
            with contextlib.suppress(OSError):
                self.send_response(status)
                self.send_header("Location", told.url)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, *_words: Any) -> None:
            pass

    return Handler
