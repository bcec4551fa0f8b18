"""A mail server that goes wrong on demand, and keeps a list of what it accepted."""

from __future__ import annotations

import contextlib
import socketserver
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from typing import Any, Self

from deploy.local.servers import LOOPBACK, free_ports

# How long a server that hangs keeps its silence, unless the client hangs up before.
SILENCE_S = 60
# Most servers', if they say nothing else.
USUAL_BYTES = 64 * 1024 * 1024


class Gone(Exception):
    """The server ends the conversation without a word."""


@dataclass
class Fault:
    """Where a conversation goes wrong, by the word of the client: what is answered, or done, instead."""

    at: str
    do: str


MODES: dict[str, Fault] = {
    "ok": Fault("", ""),
    "421": Fault("CONNECT", "421 too busy"),
    "451": Fault("RCPT", "451 greylisted"),
    "451 after the dot": Fault("DOT", "451 local error in processing"),
    "550": Fault("RCPT", "550 no such user"),
    "552": Fault("DOT", "552 message exceeds fixed maximum message size"),
    "hang": Fault("CONNECT", "hang"),
    "hang at data": Fault("DATA", "hang"),
    "hang after the dot": Fault("DOT", "hang"),
    "keep and hang": Fault("DOT", "keep and hang"),
    "drop in data": Fault("CONTENT", "drop"),
    "drop after the dot": Fault("DOT", "drop"),
    "keep and drop": Fault("DOT", "keep and drop"),
    "bad quit": Fault("QUIT", "drop"),
    "slow": Fault("MAIL", "slow"),
    "slow after the dot": Fault("DOT", "keep slowly"),
}


@dataclass
class Mail:
    """A mail that was accepted; read when somebody asks, for a client waits for our answer."""

    content: bytes
    to: str

    @cached_property
    def message(self) -> EmailMessage:
        """What it says."""
        return message_from_bytes(self.content, policy=policy.default)


@dataclass
class Mailhost:
    """The server; a context manager. `mode` is how conversations go from now on."""

    mode: str = "ok"
    port: int = field(default_factory=lambda: free_ports(1)[0])
    address: str = LOOPBACK
    mails: list[Mail] = field(default_factory=list)
    # The mode of each conversation so far.
    met: list[str] = field(default_factory=list)
    # How the next ones go, before `mode` counts.
    upcoming: list[str] = field(default_factory=list)
    # How those with certain hosts go.
    with_hosts: dict[str, str] = field(default_factory=dict)
    # The largest mail that it takes; whether it says so at once, or only when it has had all of one.
    most_bytes: int = USUAL_BYTES
    announces: bool = True
    slow_s: float = 1
    _server: _Server | None = None

    def __enter__(self) -> Self:
        self.listen()
        return self

    def __exit__(self, *_error: object) -> None:
        self.refuse()

    def listen(self) -> None:
        """Take conversations (again)."""
        if self._server is None:
            self._server = _Server((self.address, self.port), self)
            threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True).start()

    def refuse(self) -> None:
        """Listen no more: who calls is refused."""
        server, self._server = self._server, None
        if server:
            server.shutdown()
            server.server_close()

    def mend(self) -> None:
        """All is well from now on."""
        self.mode, self.slow_s, self.upcoming[:], self.with_hosts = "ok", 1, [], {}
        self.most_bytes, self.announces = USUAL_BYTES, True
        self.listen()

    def begin(self, host: str) -> Fault:
        """A conversation with a host begins; how it will go."""
        usual = self.with_hosts.get(host, self.mode)
        mode = self.upcoming.pop(0) if self.upcoming else usual
        self.met.append(mode)
        return MODES[mode]

    def keep(self, content: bytes, to: str) -> None:
        """Accept a mail."""
        self.mails.append(Mail(content, to))


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], host: Mailhost) -> None:
        self.host = host
        super().__init__(address, _Conversation)

    def handle_error(self, *_request: Any) -> None:
        """A client that hangs up is no error here."""


class _Conversation(socketserver.StreamRequestHandler):
    def setup(self) -> None:
        super().setup()
        self.mailhost: Mailhost = self.server.host
        self.fault = self.mailhost.begin(self.client_address[0])
        self.request.settimeout(SILENCE_S)

    def handle(self) -> None:
        with contextlib.suppress(Gone, OSError):
            self.step("CONNECT", "220 mailhost")
            while line := self.rfile.readline():
                self.obey(line.decode(errors="replace"))

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()

    def obey(self, line: str) -> None:
        verb = line.split(maxsplit=1)[0].upper()
        if verb == "RCPT":
            self.recipient = line.partition("<")[2].partition(">")[0]
        if verb == "MAIL" and self.is_too_large(int(line.upper().partition("SIZE=")[2].split(" ")[0] or 0)):
            return
        answers: dict[str, Callable[[], None]] = {"EHLO": self.greet, "DATA": self.take, "QUIT": self.leave}
        answers.get(verb, lambda: self.step(verb, "250 OK"))()

    def greet(self) -> None:
        size = f"250-SIZE {self.mailhost.most_bytes}\r\n" if self.mailhost.announces else ""
        self.say(f"250-mailhost\r\n{size}250 8BITMIME")

    def is_too_large(self, size: int) -> bool:
        """Say so, where it is."""
        too_large = size > self.mailhost.most_bytes
        if too_large:
            self.say("552 5.3.4 message size exceeds fixed limit")
        return too_large

    def leave(self) -> None:
        self.step("QUIT", "221 bye")
        raise Gone

    def take(self) -> None:
        self.step("DATA", "354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line or self.fault.at == "CONTENT":
                raise Gone
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        content = b"".join(lines)
        if not self.is_too_large(len(content)):
            self.step("DOT", "250 kept", content)

    def step(self, at: str, answer: str, content: bytes | None = None) -> None:
        """Answer as all is well, or go wrong here."""
        do = self.fault.do if self.fault.at == at else answer
        if content is not None and do.startswith(("250", "keep")):
            self.mailhost.keep(content, self.recipient)
        if "slow" in do:
            time.sleep(self.mailhost.slow_s)
        if "hang" in do:
            # Ends when the client hangs up.
            self.rfile.read(1)
        if "hang" in do or "drop" in do:
            raise Gone
        self.say(answer if "slow" in do else do)
        if do.startswith("421"):
            raise Gone

    def say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())
