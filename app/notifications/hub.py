"""All open streams of a process: one thread hands what Redis publishes to the pages that it concerns."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import suppress
from itertools import chain
from socket import socket
from threading import Thread
from typing import Any, NamedTuple, TypeVar

import orjson

from app.core import redis
from app.core.redis import RedisError
from app.notifications import channel
from app.notifications.stream import HEARTBEAT, Stream, event

T = TypeVar("T")
HEARTBEAT_S = 15
# A page waits for it, which can poll as well.
ANSWER_WITHIN_S = 1
# When Redis went away, its return is looked for so often.
AGAIN_AFTER_S = 1
CLOSE_TRIES = 20
# Only a connection that has subscribed to something is told anything, be it that the connection still stands.
SILENCE = b"microblog:silence"

log = logging.getLogger(__name__)


class Away(Exception):
    """Nothing can be heard: Redis tells nothing at the moment, or the server has no connection to give."""


class Full(Exception):
    """There are as many streams as there may be."""


class Limits(NamedTuple):
    """How many streams there may be at once."""

    in_all: int
    of_a_user: int


class Hub:
    """Takes streams in and tells them the news, in a thread of its own; the public methods are for others."""

    def __init__(self, redis_url: str, limits: Limits) -> None:
        self._redis_url = redis_url
        self._limits = limits
        self._streams: defaultdict[bytes, set[Stream]] = defaultdict(set)
        # What we subscribed to, and whether Redis has confirmed it.
        self._channels: dict[bytes, asyncio.Event] = {}
        self._connected = False
        # The first connection is waited for; while Redis is away later, nobody's thread is kept.
        self._tried = asyncio.Event()
        self._answered = False
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._loop = self._runner.get_loop()
        self._serving = self._loop.create_task(self._serve())
        self._thread = Thread(target=self._run, name="streams", daemon=True)
        self._thread.start()

    def join(self, name: str) -> Stream:
        """A stream that misses nothing from now on; to be opened or given up. Raises Away or Full."""
        joining = self._do(self._join(name.encode()))
        try:
            return joining.result(2 * ANSWER_WITHIN_S)
        except TimeoutError as error:
            # It may have been ready at the last moment.
            if not joining.cancel():
                return joining.result()
            raise Away from error

    def open(self, stream: Stream, connection: socket, head: bytes) -> None:
        """Let a stream go on with a connection, and with what is to be said first."""
        opened = self._do(stream.open(connection, head))
        # Where the hub closes before it begins with this, nobody else has the connection.
        opened.add_done_callback(lambda done: connection.close() if done.cancelled() else None)

    def give_up(self, stream: Stream) -> None:
        """Let a stream go that will not be opened."""
        self._loop.call_soon_threadsafe(stream.end)

    def close(self) -> None:
        """End all streams, and the thread."""
        # Again and again: what connects to Redis at this moment may miss that it is cancelled.
        for _ in range(CLOSE_TRIES):
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._cancel_all)
            self._thread.join(ANSWER_WITHIN_S / CLOSE_TRIES)

    def _run(self) -> None:
        with self._runner, suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._serving)

    def _cancel_all(self) -> None:
        for task in asyncio.all_tasks(self._loop):
            task.cancel()

    def _do(self, what: Coroutine[Any, Any, T]) -> Future[T]:
        """Do something in the hub's thread."""
        return asyncio.run_coroutine_threadsafe(what, self._loop)

    async def _join(self, name: bytes) -> Stream:
        of_user, in_all = len(self._streams.get(name, ())), sum(map(len, self._streams.values()))
        if of_user >= self._limits.of_a_user or in_all >= self._limits.in_all:
            raise Full
        stream = Stream(on_end=self._streams[name].discard)
        self._streams[name].add(stream)
        hears = False
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await self._subscribe(name)
            hears = True
        except (TimeoutError, RedisError, OSError) as error:
            raise Away from error
        finally:
            # Also where nobody waits for it any more.
            if not hears:
                stream.end()
        return stream

    async def _subscribe(self, name: bytes) -> None:
        """Have Redis tell what is published under a name, and confirm it. Raises RedisError."""
        await self._tried.wait()
        if not self._connected:
            raise RedisError("the connection is being made anew")
        if name not in self._channels:
            self._channels[name] = asyncio.Event()
            await self._pubsub.subscribe(name)
        await self._channels[name].wait()

    async def _serve(self) -> None:
        while True:
            try:
                await self._serve_while_connected()
            except* (RedisError, OSError):
                log.warning("the streams end: Redis is away", exc_info=True)
            except* Exception:
                log.exception("the streams end: the fault is ours")
            await asyncio.sleep(AGAIN_AFTER_S)

    async def _serve_while_connected(self) -> None:
        client = redis.connect_loop(self._redis_url)
        try:
            async with client, client.pubsub() as self._pubsub, asyncio.TaskGroup() as together:
                together.create_task(self._listen())
                together.create_task(self._stay_awake())
        finally:
            # Each may have missed something; who comes back is told what out of the database.
            self._connected = False
            self._tried.set()
            self._channels.clear()
            for stream in self._everybody():
                stream.end()

    async def _listen(self) -> None:
        self._channels[SILENCE] = asyncio.Event()
        await self._pubsub.subscribe(SILENCE)
        async for message in self._pubsub.listen():
            if message["type"] == "pong":
                self._answered = True
            elif message["type"] == "message":
                self._tell(self._streams.get(message["channel"], set()), message["data"])
            elif message["type"] == "subscribe" and (confirmed := self._channels.get(message["channel"])):
                confirmed.set()

    async def _stay_awake(self) -> None:
        """Keep proxies and pages from giving up, and notice when Redis does not answer any more."""
        await self._channels[SILENCE].wait()
        self._connected = True
        self._tried.set()
        while True:
            self._answered = False
            await self._pubsub.ping()
            await asyncio.sleep(HEARTBEAT_S)
            if not self._answered:
                raise TimeoutError
            for stream in self._everybody():
                stream.send(HEARTBEAT)
            await self._unsubscribe_from_idle()

    async def _unsubscribe_from_idle(self) -> None:
        idle = [name for name in self._channels if name != SILENCE and not self._streams.get(name)]
        for name in idle:
            del self._channels[name]
            self._streams.pop(name, None)
        if idle:
            await self._pubsub.unsubscribe(*idle)

    def _tell(self, streams: set[Stream], news: bytes) -> None:
        if news == channel.BEGIN_ANEW:
            for stream in [*streams]:
                stream.end()
            return
        try:
            words = event(news, orjson.loads(news)["timestamp"])
        except (ValueError, LookupError, TypeError):
            log.warning("what was published is no news")
            return
        for stream in [*streams]:
            stream.send(words)

    def _everybody(self) -> list[Stream]:
        return [*chain(*self._streams.values())]
