"""One open stream of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from socket import socket
from typing import cast

# A comment keeps proxies awake; the event lets the page notice that nothing reaches it any more.
HEARTBEAT = b": still here\nevent: heartbeat\ndata:\n\n"
# Ends with time, so that nobody listens for ever whose session has run out.
MOST_S = 1800
# Whoever reads so slowly begins anew, with what is in the database then.
MOST_UNREAD_BYTES = 262_144
MOST_WAITING = 100
ONE_LINE = bytes.maketrans(b"\r\n", b"  ")


def opening() -> bytes:
    """What a page hears first, and after how long to come back; not all of them come back at once."""
    again_ms = random.randrange(500, 3_000)  # noqa: S311 (nobody gains by guessing it)
    return b"retry: %d\nevent: hello\ndata:\n\n" % again_ms


def event(news: bytes, timestamp: float) -> bytes:
    """News as they go to the browser, which names the last it heard when it comes back."""
    # A line end in JSON is only space between its words, but to the browser it ends the data.
    return b"id: %r\ndata: %b\n\n" % (timestamp, news.translate(ONE_LINE))


class Stream(asyncio.Protocol):
    """The stream of one page. Lives in the thread of its loop; what it is told before it is opened waits."""

    def __init__(self, on_end: Callable[[Stream], None]) -> None:
        self._on_end = on_end
        # Not all that were opened at once end at once.
        self.most_s = MOST_S * random.uniform(0.5, 1)  # noqa: S311 (nobody gains by guessing it)
        self._transport: asyncio.WriteTransport | None = None
        self._waiting: list[bytes] = []
        self._ended = False
        self._last_call: asyncio.TimerHandle | None = None

    async def open(self, connection: socket, head: bytes) -> None:
        """Go on with a connection, and with what is to be said first."""
        self._waiting.insert(0, head)
        await asyncio.get_running_loop().connect_accepted_socket(lambda: self, connection)

    def send(self, words: bytes) -> None:
        """Say something."""
        if self._transport is None:
            self._waiting.append(words)
            if len(self._waiting) > MOST_WAITING:
                self.end()
            return
        self._transport.write(words)
        if self._transport.get_write_buffer_size() > MOST_UNREAD_BYTES:
            self._transport.abort()

    def end(self) -> None:
        """Close the connection. The browser comes back, and is told what it missed."""
        if not self._ended:
            self._ended = True
            self._on_end(self)
        if self._last_call:
            self._last_call.cancel()
        if self._transport:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say what has waited, and end when it is time."""
        self._transport = cast("asyncio.WriteTransport", transport)
        self._last_call = asyncio.get_running_loop().call_later(self.most_s, self.end)
        for words in self._waiting:
            self.send(words)
        self._waiting.clear()
        if self._ended:
            self.end()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio's signature)
        """End, when the page is gone."""
        self.end()
