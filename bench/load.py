"""Asking for the same thing as often as it is answered, over connections that stay open."""

from __future__ import annotations

import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlsplit

HEAD_END = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length:"
READ_BYTES = 65_536
ANSWER_WITHIN_S = 30


@dataclass(frozen=True)
class Question:
    """A GET, ready to be sent again and again."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """The request as it goes over the line."""
        parts = urlsplit(self.url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        lines = [f"GET {target} HTTP/1.1", f"Host: {parts.netloc}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def connect(self) -> socket.socket:
        """A connection of its own."""
        host, port = urlsplit(self.url).netloc.split(":")
        connection = socket.create_connection((host, int(port)), ANSWER_WITHIN_S)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection


def rate(question: Question, *, for_s: float, connections: int = 4) -> tuple[float, Counter[int]]:
    """Answers a second, and how many there were of each status."""
    began = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        asked = [pool.submit(_ask_on, question, began + for_s) for _ in range(connections)]
        statuses = sum((one.result() for one in asked), Counter[int]())
    return statuses.total() / (time.perf_counter() - began), statuses


def _ask_on(question: Question, until: float) -> Counter[int]:
    statuses: Counter[int] = Counter()
    encoded = question.encoded()
    with question.connect() as connection:
        while time.perf_counter() < until:
            connection.sendall(encoded)
            statuses[_answer(connection)] += 1
    return statuses


def _answer(connection: socket.socket) -> int:
    """The status of an answer, read to its end."""
    data = b""
    while HEAD_END not in data:
        data += _read(connection)
    head, _, body = data.partition(HEAD_END)
    length = head.lower().partition(LENGTH)[2].partition(b"\r\n")[0]
    missing = int(length or 0) - len(body)
    while missing > 0:
        missing -= len(_read(connection))
    return int(head[9:12])


def _read(connection: socket.socket) -> bytes:
    if data := connection.recv(READ_BYTES):
        return data
    raise ConnectionError("The server closed the connection.")
