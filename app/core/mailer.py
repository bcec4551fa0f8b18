"""Flask-Mail with what it leaves out: limits of time, a verified certificate, and how far a mail got."""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
import struct
import time
from base64 import b64encode, encodebytes
from collections.abc import Callable, Iterator
from copy import copy
from enum import Enum, auto
from functools import cache
from secrets import token_bytes
from types import TracebackType
from typing import Any, cast

import flask_mail
from flask import current_app

from app.core import measure
from app.core.alarm import ended_after

# What a slow but honest line carries; a mail may take the deadline and this on top.
LEAST_BYTES_A_SECOND = 250_000
# The answer to QUIT says nothing any more.
QUIT_TIMEOUT_S = 2
# How a connection ends. The kernel would go on sending what the server has not got yet: when it is back on
# the network, it could take a mail after we have found that it does not answer.
AT_ONCE, IN_ORDER = struct.pack("ii", 1, 0), struct.pack("ii", 0, 0)
# The greeting of a server that will serve (RFC 5321, 4.2.2).
READY = 220
SLICE_BYTES = 256 * 1024
# Encoded so many at a time: a whole number of lines of 57 bytes.
BASE64_BYTES = 57 * 4096
# Stands for an attachment while the mail is put together; its encoding has no padding, and is one line.
STAND_IN_BYTES = 48
LINE_END = re.compile(rb"\r\n|\r|\n")
FIRST_DOT = re.compile(rb"^\.", re.MULTILINE)


class Phase(Enum):
    """How far a mail got. Only with the final dot can a server take it, only with 250 has it."""

    BEFORE = auto()
    HANDED_OVER = auto()
    ACCEPTED = auto()


@cache
def verified() -> ssl.SSLContext:
    """What checks a server's certificate. Made once: reading the machine's authorities takes 30 ms."""
    return ssl.create_default_context()


class _Phased(smtplib.SMTP):
    """A client that knows the phase; `before_dot` is called when all but the final dot has been sent."""

    phase = Phase.BEFORE
    before_dot: Callable[[], None] = staticmethod(lambda: None)

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send the content of a mail (RFC 5321, 4.1.1.4); the server's answer to it."""
        code, answer = self.docmd("data")
        if code != 354:
            raise smtplib.SMTPDataError(code, answer)
        raw = msg.encode("ascii") if isinstance(msg, str) else msg
        for lines in _slices(raw):
            content = FIRST_DOT.sub(b"..", LINE_END.sub(b"\r\n", lines))
            self.send(content if content.endswith(b"\r\n") else content + b"\r\n")
        self.before_dot()
        self.phase = Phase.HANDED_OVER
        self.send(b".\r\n")
        code, answer = self.getreply()
        # Any other answer is one as well: the server has not taken it.
        self.phase = Phase.ACCEPTED if code == 250 else Phase.BEFORE
        return code, answer


def _slices(raw: bytes) -> Iterator[bytes]:
    """Whole lines, some at a time; the last may lack its end. A mail of nothing is one of no lines."""
    start = 0
    while start < len(raw):
        end = raw.find(b"\n", start + SLICE_BYTES) + 1 or len(raw)
        yield raw[start:end]
        start = end


class Message(flask_mail.Message):
    """A mail with attachments of megabytes, which the standard library would hold ten times in memory."""

    def as_bytes(self) -> bytes:
        """The mail as it travels (RFC 5322, RFC 2045)."""
        attachments = self.attachments
        stand_ins = [_stand_in(attachment) for attachment in attachments]
        try:
            self.attachments = stand_ins
            mail = super().as_bytes()
        finally:
            self.attachments = attachments
        for stand_in, attachment in zip(stand_ins, attachments, strict=True):
            mail = mail.replace(b64encode(stand_in.data), _base64(attachment.data or b""))
        return mail


def _stand_in(attachment: Any) -> Any:
    stand_in = copy(attachment)
    stand_in.data = token_bytes(STAND_IN_BYTES)
    return stand_in


def _base64(data: bytes | str) -> bytes:
    content = data.encode() if isinstance(data, str) else data
    encoded = bytearray()
    for start in range(0, len(content), BASE64_BYTES):
        encoded += encodebytes(content[start : start + BASE64_BYTES])
    return bytes(encoded.rstrip())


class _Plain(_Phased):
    """Over a connection that may become encrypted."""


class _Encrypted(_Phased, smtplib.SMTP_SSL):
    """Over a connection that is encrypted from the start."""


class Mailer(flask_mail.Mail):
    """Flask-Mail's `Mail`, connecting through our `Connection`."""

    def connect(self) -> Connection:
        """A conversation for the current application; `MAIL_TIMEOUT_S` bounds each answer of the server."""
        return Connection(current_app.extensions["mail"], settings=current_app.config)


class Connection(flask_mail.Connection):
    """One conversation with the mail server."""

    def __init__(self, mail: Any, *, settings: Any) -> None:
        super().__init__(mail)
        self.timeout_s = settings["MAIL_TIMEOUT_S"]
        self.deadline_s = settings["MAIL_DEADLINE_S"]
        self.hang_up_at = time.monotonic() + self.deadline_s

    @property
    def phase(self) -> Phase:
        """How far the last mail got."""
        return self.host.phase if isinstance(self.host, _Phased) else Phase.BEFORE

    def before_dot(self, act: Callable[[], None]) -> None:
        """Have something done when all of a mail but its final dot has been sent."""
        if isinstance(self.host, _Phased):
            self.host.before_dot = act

    def configure_host(self) -> _Phased:
        """Connect and log in, within the deadline. Raises OSError or SMTPException."""
        self.hang_up_at = time.monotonic() + self.deadline_s
        host = self._client()
        # Known before it is connected: a server that dawdles from the first word on can be hung up on.
        self.host = host
        try:
            with ended_after(self.deadline_s, self._hang_up):
                self._begin(host)
        except OSError:
            host.close()
            measure.took("mail_seconds", self._passed_s(), "unreached")
            raise
        return host

    def _client(self) -> _Phased:
        if self.mail.use_ssl:
            return _Encrypted(timeout=self.timeout_s, context=verified())
        return _Plain(timeout=self.timeout_s)

    def _begin(self, host: _Phased) -> None:
        server = self.mail.server or ""
        # The standard library sets it when it connects by itself; certificates are checked against it.
        host._host = server  # noqa: SLF001  # pyright: ignore[reportAttributeAccessIssue]
        code, answer = host.connect(server, self.mail.port or 0)
        if code != READY:
            raise smtplib.SMTPConnectError(code, answer)
        line = cast("socket.socket", host.sock)
        # The final dot is a small packet behind large ones, and would wait for their receipt.
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        if self.mail.use_tls:
            host.starttls(context=verified())
        if self.mail.username and self.mail.password:
            host.login(self.mail.username, self.mail.password)

    def send(self, message: flask_mail.Message, envelope_from: Any = None) -> None:
        """Send a mail within what is left, and more if it is large. Raises OSError or SMTPException."""
        bytes_attached = sum(len(attachment.data or b"") for attachment in message.attachments)
        left_s, outcome = max(0.0, self.hang_up_at - time.monotonic()), "failed"
        try:
            with ended_after(left_s + bytes_attached / LEAST_BYTES_A_SECOND, self._hang_up):
                super().send(message, envelope_from)
            outcome = "sent"
        finally:
            measure.took("mail_seconds", self._passed_s(), outcome)

    def _passed_s(self) -> float:
        """How long it has been since the conversation began."""
        return time.monotonic() - (self.hang_up_at - self.deadline_s)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take leave. The mail was accepted or refused before, so a bad answer to QUIT changes nothing."""
        if self.host is None:
            return
        with contextlib.suppress(OSError):
            if kind is None and self.host.sock:
                self.host.sock.settimeout(QUIT_TIMEOUT_S)
                self.host.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, IN_ORDER)
                self.host.quit()
        self.host.close()

    def _hang_up(self) -> None:
        if self.host and self.host.sock:
            with contextlib.suppress(OSError):
                self.host.sock.shutdown(socket.SHUT_RDWR)
