"""One question to a service elsewhere: bounded in time and size, never redirected, over verified TLS."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Generator, Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, cast
from urllib.parse import urlsplit

import orjson

from app.core.alarm import ended_after
from app.core.mailer import verified

CONNECT_WITHIN_S = 3
MOST_BYTES = 256 * 1024
OK = 200
# How much of an answer goes into the log: enough to see what is wrong, and who is at fault.
TOLD_CHARACTERS = 200


class ServiceError(Exception):
    """The service gave no answer that is of use; the message is for the log."""


class TooSlow(ServiceError):
    """No whole answer came in time."""


class Refused(ServiceError):
    """The service answered with another status than 200."""

    def __init__(self, status: int, answer: bytes) -> None:
        super().__init__(f"status {status}: {answer.decode(errors='replace')[:TOLD_CHARACTERS]!r}")
        self.status = status


def post_json(url: str, question: Any, *, headers: Mapping[str, str], within_s: float) -> Any:
    """What a service answers to a question, both JSON. Raises ServiceError."""
    line = _Line(url, within_s=within_s)
    with line.hung_up_in_time():
        try:
            status, answer = line.ask(orjson.dumps(question), headers)
        except (OSError, HTTPException) as error:
            late = line.was_late or isinstance(error, TimeoutError)
            raise (TooSlow if late else ServiceError)(f"no answer: {error!r}") from error
    if line.was_late:
        # Where the end of the connection is the end of the answer, being cut off looks like that.
        raise TooSlow("half an answer")
    if status != OK:
        raise Refused(status, answer)
    return _read(answer)


class _Line:
    """A connection for one question, with an end to its patience."""

    def __init__(self, url: str, *, within_s: float) -> None:
        self.was_late = False
        self._address = urlsplit(url)
        self._within_s = within_s
        self._connection = self._new_connection()
        self._socket: socket.socket | None = None

    def _new_connection(self) -> HTTPConnection:
        host, port = self._address.hostname or "", self._address.port
        timeout = min(CONNECT_WITHIN_S, self._within_s)
        if self._address.scheme == "https":
            return HTTPSConnection(host, port, timeout=timeout, context=verified())
        return HTTPConnection(host, port, timeout=timeout)

    def ask(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """The status and the body of the answer. Raises OSError or HTTPException."""
        self._connection.connect()
        # The connection forgets its socket when the answer says that it is the last; it is read all the same.
        self._socket = line = cast("socket.socket", self._connection.sock)
        # To connect takes a moment or never succeeds; to translate may take as long as the whole call has.
        line.settimeout(self._within_s)
        own = {"Content-Type": "application/json; charset=UTF-8", "Accept": "application/json"}
        target = self._address._replace(scheme="", netloc="", fragment="").geturl()
        self._connection.request("POST", target, body=body, headers=own | {**headers})
        response = self._connection.getresponse()
        with response:
            return response.status, response.read(MOST_BYTES + 1)

    @contextlib.contextmanager
    def hung_up_in_time(self) -> Generator[None]:
        """Hang up at the end, and before it when the time is over."""
        try:
            with ended_after(self._within_s, self._hang_up):
                yield
        finally:
            self._connection.close()

    def _hang_up(self) -> None:
        self.was_late = True
        # Without a socket of its own it is still connecting, which may be in the middle of TLS.
        if open_socket := self._socket or self._connection.sock:
            with contextlib.suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)


def _read(answer: bytes) -> Any:
    if len(answer) > MOST_BYTES:
        raise ServiceError(f"an answer of more than {MOST_BYTES} bytes")
    try:
        return orjson.loads(answer)
    except orjson.JSONDecodeError as error:
        raise ServiceError(f"no JSON: {answer[:TOLD_CHARACTERS]!r}") from error
