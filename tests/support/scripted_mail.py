"""A mail server that says what a test tells it to, and falls silent or hangs up where it should."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

from deploy.local.servers import LOOPBACK

SILENCE = "silence"
HANG_UP = "hang up"
USUAL = {
    "": "220 hello",
    "EHLO": "250 hello",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    ".": "250 kept",
}


class Script:
    """Answers to the verbs of SMTP; "" is the greeting, "." the final dot."""

    def __init__(self, **answers: str) -> None:
        self.answers = USUAL | answers
        self.heard: list[str] = []
        self.mails: list[str] = []

    def answer(self, verb: str, connection: socket.socket) -> bool:
        """Say what is written; whether the conversation goes on."""
        words = self.answers.get(verb, "502 what")
        if words == HANG_UP:
            return False
        if words == SILENCE:
            connection.recv(1)
            return False
        with contextlib.suppress(OSError):
            connection.sendall(f"{words}\r\n".encode())
        return True

    def converse(self, connection: socket.socket) -> None:
        """Follow one conversation to its end."""
        with connection, connection.makefile("r", newline="\r\n") as lines:
            if not self.answer("", connection):
                return
            for line in lines:
                verb = line.split()[0].upper()
                self.heard.append(verb)
                if verb == "DATA" and self.answers["DATA"].startswith("354"):
                    self.answer("DATA", connection)
                    self.mails.append(_content(lines))
                    verb = "."
                if not self.answer(verb, connection) or verb == "QUIT":
                    return


def _content(lines: Iterator[str]) -> str:
    kept: list[str] = []
    for line in lines:
        if line == ".\r\n":
            break
        kept.append(line)
    return "".join(kept)


@contextlib.contextmanager
def scripted(script: Script) -> Iterator[int]:
    """A server that follows a script; yields its port."""
    with socket.create_server((LOOPBACK, 0)) as server:
        thread = threading.Thread(target=_serve, args=(server, script))
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def _serve(server: socket.socket, script: Script) -> None:
    with contextlib.suppress(OSError):
        while True:
            connection, _address = server.accept()
            with contextlib.suppress(OSError):
                script.converse(connection)
