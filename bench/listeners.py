"""Many open streams at once, read by one thread."""

from __future__ import annotations

import re
import selectors
import socket
import time
from dataclasses import dataclass, field

from bench.load import HEAD_END, READ_BYTES, Question

HELLO = b"event: hello"
TIMESTAMP = re.compile(rb'"timestamp":([0-9.]+)}')
OPEN_WITHIN_S = 10


@dataclass
class Listeners:
    """Streams of one site, each of another user."""

    url: str
    connections: list[socket.socket] = field(default_factory=list)
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def open(self, cookie: str) -> None:
        """Open one more. Raises ConnectionError if it is refused."""
        question = Question(f"{self.url}/notifications/stream?since=0", {"Cookie": cookie})
        connection = question.connect()
        connection.settimeout(OPEN_WITHIN_S)
        connection.sendall(question.encoded())
        heard = b""
        while HELLO not in heard:
            heard += (more := connection.recv(READ_BYTES))
            if not more or (HEAD_END in heard and b"event-stream" not in heard):
                raise ConnectionError(heard.decode().partition("\r\n")[0])
        connection.settimeout(0)
        self.connections.append(connection)
        self.selector.register(connection, selectors.EVENT_READ, connection)

    def hear(self, count: int, *, within_s: float) -> list[float]:
        """So many news: how long after each was told it was heard, in seconds; fewer when time is up."""
        delays: list[float] = []
        until = time.monotonic() + within_s
        while len(delays) < count and time.monotonic() < until:
            for key, _events in self.selector.select(0.1):
                told = TIMESTAMP.findall(key.data.recv(READ_BYTES))
                now = time.time()
                delays += [now - float(moment) for moment in told]
        return delays

    def close(self) -> None:
        """Close all."""
        self.selector.close()
        for connection in self.connections:
            connection.close()
