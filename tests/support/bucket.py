"""A bucket on loopback: rclone's S3 server over a folder, behind a door that can be shut, or never opened."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from deploy.local.servers import LOOPBACK, free_ports
from tests.support.servers import wait_for

NAME, KEY, SECRET = "archives-of-microblog", "a-key", "a-secret-that-opens-nothing"
HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive", "content-length", "date", "server"}
CHUNK_BYTES = 64 * 1024


@dataclass
class Bucket:
    """What is kept is under `folder`, a file each. `mode` is how requests go from now on."""

    folder: Path
    port: int
    inner_port: int
    address: str = LOOPBACK
    # "ok"; "503"; "drop" hangs up; "hang" does nothing until all is well again.
    mode: str = "ok"
    # The verbs of HTTP and the part of the address for which the mode holds; the others go well.
    verbs: tuple[str, ...] = ()
    about: str = ""
    # So many of them still go well.
    spared: int = 0
    # The verbs that came while something was wrong, in order.
    refused: list[str] = field(default_factory=list)
    mended: threading.Event = field(default_factory=threading.Event)

    def fail(self, mode: str, *verbs: str, about: str = "", spared: int = 0) -> None:
        """Go wrong from now on, for these verbs or for all, and for what is about this or for everything."""
        self.mended.clear()
        self.refused.clear()
        self.mode, self.verbs, self.about, self.spared = mode, verbs, about, spared

    def mend(self) -> None:
        """All is well from now on, for who still waits too."""
        self.mode, self.verbs, self.about, self.spared = "ok", (), "", 0
        self.mended.set()

    @property
    def environ(self) -> dict[str, str]:
        """How Microblog finds it."""
        return {
            "STORAGE_URL": f"s3://{NAME}",
            "AWS_ENDPOINT_URL": f"http://{self.address}:{self.port}",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": "us-east-1",
        }


@contextlib.contextmanager
def a_bucket(folder: Path, *, address: str = LOOPBACK) -> Iterator[Bucket]:
    """An empty bucket, whose server ends with this."""
    (folder / NAME).mkdir(parents=True)
    port, inner_port = free_ports(2)
    bucket = Bucket(folder / NAME, port, inner_port, address)
    with _rclone(folder, inner_port), _Door((address, port), bucket) as door:
        serving = threading.Thread(target=door.serve_forever, args=[0.02], daemon=True)
        serving.start()
        try:
            yield bucket
        finally:
            bucket.mend()
            door.shutdown()


@contextlib.contextmanager
def _rclone(folder: Path, port: int) -> Iterator[None]:
    program = Path(sys.executable).with_name("rclone")
    address = ["--config", "/dev/null", "--addr", f"{LOOPBACK}:{port}", "--auth-key", f"{KEY},{SECRET}"]
    command = [str(program), "serve", "s3", *address, str(folder)]
    with (folder / "rclone.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(lambda: _listens(port), "the bucket's server")
        yield
    finally:
        server.kill()
        server.wait()


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), 1):
        return True
    return False


class _Door(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], bucket: Bucket) -> None:
        self.bucket = bucket
        super().__init__(address, _Request)

    def handle_error(self, *_request: Any) -> None:
        """A client that hangs up is no error here."""


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Door

    def handle_one_request(self) -> None:
        with contextlib.suppress(OSError, HTTPException):
            super().handle_one_request()
            return
        self.close_connection = True

    def log_message(self, *_words: Any) -> None:
        """Nothing is printed."""

    def do_GET(self) -> None:
        bucket, body = self.server.bucket, self.rfile.read(int(self.headers["Content-Length"] or 0))
        mode = bucket.mode if self._goes_wrong() else "ok"
        if mode == "hang":
            # Whatever has arrived is done in the end, as in a queue: also for a client that is gone by then.
            bucket.mended.wait()
        if mode in {"ok", "hang"}:
            self._pass_on(body)
        elif mode == "503":
            self._say(503, [], b"<Error><Code>SlowDown</Code><Message>Reduce your rate.</Message></Error>")
        else:
            self.close_connection = True

    do_HEAD = do_PUT = do_POST = do_DELETE = do_GET  # noqa: N815 (the names are http.server's)

    def _goes_wrong(self) -> bool:
        bucket = self.server.bucket
        wrong = (not bucket.verbs or self.command in bucket.verbs) and bucket.about in self.path
        if wrong and bucket.spared:
            bucket.spared -= 1
            return False
        if wrong and bucket.mode != "ok":
            bucket.refused.append(self.command)
        return wrong

    def _pass_on(self, body: bytes) -> None:
        with contextlib.closing(HTTPConnection(LOOPBACK, self.server.bucket.inner_port)) as inner:
            # The name of the host is signed, so all headers stay as they are.
            inner.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                inner.putheader(name, value)
            inner.endheaders(body)
            answer = inner.getresponse()
            content = answer.read()
            headers = [pair for pair in answer.getheaders() if pair[0].lower() not in HOP_BY_HOP]
            self._say(*self._ranged(answer, headers, content))

    def _ranged(
        self, answer: HTTPResponse, headers: list[tuple[str, str]], content: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        size = len(content)
        if answer.status == 200 and self.command == "GET" and "Range" in self.headers and size:
            # rclone answers 200 where the part is the whole; every other bucket says 206.
            headers = [*headers, ("Content-Range", f"bytes 0-{size - 1}/{size}")]
            return 206, headers, content
        if self.command == "HEAD":
            headers = [*headers, ("Content-Length", answer.getheader("Content-Length") or "0")]
        return answer.status, headers, content

    def _say(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if self.command != "HEAD":
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
