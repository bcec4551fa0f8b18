"""What Redis carries of the news: they themselves, to open streams, and a version that each of them changes.

The database holds the truth. Whatever Redis forgets or never hears of is read there within seconds.
"""

from __future__ import annotations

import time
from functools import partial
from typing import Any
from uuid import uuid4

import orjson
from flask import Flask, current_app

from app.core import redis
from app.core.redis import RedisError
from app.transactions import after_commit

# Without news for so long, the next poll begins a version of its own.
VERSION_KEPT_S = 3600
# Redis that hangs costs a thread half a second or more; polls do without it for a while.
AWAY_FOR_S = 5
# Published in the place of news: whoever listens has to ask again whether they may.
BEGIN_ANEW = b""


def name(user_id: int) -> str:
    """Where a user's news are published, and under what their version is kept."""
    return f"microblog:news:{user_id}"


def announce(user_id: int, news: dict[str, Any]) -> None:
    """Tell open pages after the commit, and that no earlier answer to a poll stands any more."""
    after_commit(partial(_announce, user_id, orjson.dumps(news)))


def begin_anew(user_id: int) -> None:
    """Make the user's pages show after the commit who they are: one of their sessions has ended."""
    after_commit(partial(_announce, user_id, BEGIN_ANEW))


def _announce(user_id: int, news: bytes) -> None:
    try:
        with redis.of(current_app).pipeline(transaction=False) as pipeline:
            pipeline.set(name(user_id), uuid4().bytes, ex=VERSION_KEPT_S)
            pipeline.publish(name(user_id), news)
            pipeline.execute()
    except RedisError:
        current_app.logger.warning("news of user %s wait for the next poll", user_id, exc_info=True)


class Versions:
    """Asks for versions, and for a while no more where Redis is away."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._away_until = 0.0

    def find(self, user_id: int) -> bytes | None:
        """The version of a user's news; None where there is none, or Redis is away."""
        return self._ask("GET", name(user_id))

    def begin(self, user_id: int) -> bytes | None:
        """The version of a user's news, a new one if there was none; None where Redis is away."""
        fresh = uuid4().bytes
        # Of two who begin at once one gets a version that stands no more: it keeps nothing for long.
        return self.find(user_id) or (self._ask("SET", name(user_id), fresh, "EX", VERSION_KEPT_S) and fresh)

    def _ask(self, *command: Any) -> Any:
        if time.monotonic() < self._away_until:
            return None
        try:
            return redis.of(self._app).execute_command(*command)
        except RedisError:
            self._away_until = time.monotonic() + AWAY_FOR_S
            return None
