"""One question to a server elsewhere: bounded in time and size, never redirected, over verified TLS."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Generator, Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import orjson

from app.core import hosts
from app.core.alarm import ended_after
from app.core.mailer import verified

CONNECT_WITHIN_S = 3
MOST_BYTES = 256 * 1024
OK = 200
# How much of an answer goes into the log: enough to see what is wrong, and who is at fault.
TOLD_CHARACTERS = 200


class ServiceError(Exception):
    """The server gave no answer that is of use; the message is for the log."""


class TooSlow(ServiceError):
    """No whole answer came in time."""


class Refused(ServiceError):
    """The server answered with another status than 200."""

    def __init__(self, status: int, answer: bytes) -> None:
        super().__init__(f"status {status}: {answer.decode(errors='replace')[:TOLD_CHARACTERS]!r}")
        self.status = status


class Bounds(NamedTuple):
    """What a call may take, and where it may go."""

    within_s: float
    # One byte more is read, to see that there is more; with 0 nothing but the status.
    most_bytes: int = MOST_BYTES
    # Not to this machine and not into its network: for addresses that users name.
    public_only: bool = False


def post_json(url: str, question: Any, *, headers: Mapping[str, str], within_s: float) -> Any:
    """What a service answers to a question, both JSON. Raises ServiceError."""
    status, answer = post(url, orjson.dumps(question), headers=headers, bounds=Bounds(within_s))
    if status != OK:
        raise Refused(status, answer)
    return _read(answer)


def post(url: str, body: bytes, *, headers: Mapping[str, str], bounds: Bounds) -> tuple[int, bytes]:
    """The status and the body of the answer to JSON. Raises ServiceError or PrivateAddress."""
    line = _Line(url, bounds)
    with line.hung_up_in_time():
        try:
            status, answer = line.ask(body, headers)
        # ValueError: of what cannot be the name of a host.
        except (OSError, HTTPException, ValueError) as error:
            late = line.was_late or isinstance(error, TimeoutError)
            raise (TooSlow if late else ServiceError)(f"no answer: {error!r}") from error
    if line.was_late:
        # Where the end of the connection is the end of the answer, being cut off looks like that.
        raise TooSlow("half an answer")
    return status, answer


class _Line:
    """A connection for one question, with an end to its patience."""

    def __init__(self, url: str, bounds: Bounds) -> None:
        self.was_late = False
        self._address = urlsplit(url)
        self._host = self._address.hostname or ""
        self._bounds = bounds
        self._socket: socket.socket | None = None

    def ask(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """The status and the body of the answer. Raises what `post` makes ServiceError of."""
        connection = self._connect()
        own = {"Content-Type": "application/json; charset=UTF-8", "Accept": "application/json"}
        target = self._address._replace(scheme="", netloc="", fragment="").geturl()
        connection.request("POST", target or "/", body=body, headers=own | {**headers})
        most = self._bounds.most_bytes
        with connection.getresponse() as response:
            return response.status, response.read(most + 1) if most else b""

    def _connect(self) -> HTTPConnection:
        https = self._address.scheme == "https"
        kind = HTTPSConnection if https else HTTPConnection
        connection = kind(self._host, self._address.port)
        self._socket = self._reach(connection.port)
        # To connect takes a moment or never succeeds; to answer may take as long as the whole call has.
        self._socket.settimeout(self._bounds.within_s)
        if https:
            # The hand is shaken when our timer can hang up on it.
            options: dict[str, Any] = {"server_hostname": self._host, "do_handshake_on_connect": False}
            encrypted = self._socket = verified().wrap_socket(self._socket, **options)
            encrypted.do_handshake()
        connection.sock = self._socket
        return connection

    def _reach(self, port: int) -> socket.socket:
        """A connection to the host, which is looked up once: what was checked is where we go."""
        found = hosts.places(self._host, port, public_only=self._bounds.public_only)
        failure: OSError = OSError("no address")
        for place in found:
            line = socket.socket(place.family, socket.SOCK_STREAM)
            line.settimeout(min(CONNECT_WITHIN_S, self._bounds.within_s))
            try:
                line.connect(place.address)
            except OSError as error:
                line.close()
                failure = error
            else:
                return line
            if self.was_late:
                break
        raise failure

    @contextlib.contextmanager
    def hung_up_in_time(self) -> Generator[None]:
        """Hang up at the end, and before it when the time is over."""
        try:
            with ended_after(self._bounds.within_s, self._hang_up):
                yield
        finally:
            if self._socket:
                self._socket.close()

    def _hang_up(self) -> None:
        self.was_late = True
        if open_socket := self._socket:
            with contextlib.suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)


def _read(answer: bytes) -> Any:
    if len(answer) > MOST_BYTES:
        raise ServiceError(f"an answer of more than {MOST_BYTES} bytes")
    try:
        return orjson.loads(answer)
    except orjson.JSONDecodeError as error:
        raise ServiceError(f"no JSON: {answer[:TOLD_CHARACTERS]!r}") from error
