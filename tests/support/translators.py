"""Services that translate, on loopback: one that works as each of the two does, and ways to fail."""

from __future__ import annotations

import contextlib
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from deploy.local.servers import LOOPBACK
from tests.support.servers import served


@dataclass
class Asked:
    """What the service was asked."""

    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: Any


@dataclass
class Translators:
    """Both services at one address; `answer` takes the place of what they would say."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    answer: Callable[[BaseHTTPRequestHandler], None] | None = None
    # What a service that hangs waits for.
    ended: threading.Event = field(default_factory=threading.Event)


def says(status: int, body: bytes, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer of one's own."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        with contextlib.suppress(OSError):
            handler.wfile.write(body)

    return answer


def reversed_words(asked: Asked) -> Any:
    """What a service says that turns every text around."""
    if "q" in asked.body:
        return {"translatedText": asked.body["q"][::-1]}
    return [{"translations": [{"text": asked.body[0]["Text"][::-1], "to": asked.query["to"][0]}]}]


@contextlib.contextmanager
def translators(*, tls: ssl.SSLContext | None = None) -> Iterator[Translators]:
    """A service that works until told otherwise."""
    service = Translators()
    server = ThreadingHTTPServer((LOOPBACK, 0), _handler(service))
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    service.url = f"http{'s' if tls else ''}://{LOOPBACK}:{server.server_address[1]}"
    with served(server):
        try:
            yield service
        finally:
            service.ended.set()


def _handler(service: Translators) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            address = urlsplit(self.path)
            asked = Asked(address.path, parse_qs(address.query), dict(self.headers), json.loads(body))
            service.asked.append(asked)
            answer = service.answer or says(200, json.dumps(reversed_words(asked)).encode())
            answer(self)

        def log_message(self, *_words: Any) -> None:
            pass

    return Handler
