"""What Redis carries of the news: they themselves, to open streams, and a version that each of them ends.

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
from app.core.redis import RedisError, RedisTimeout
from app.transactions import after_commit

# Without news for so long, the next poll begins a version of its own.
VERSION_KEPT_S = 3600
# Redis that hangs costs a thread two seconds; news and polls do without it for a while.
AWAY_FOR_S = 5
# Published in the place of news: whoever listens has to ask again whether they may.
BEGIN_ANEW = b""


def init_app(app: Flask) -> None:
    """Give the application its channel, without talking to Redis yet."""
    app.extensions["channel"] = Channel(app)


def of(app: Flask) -> Channel:
    """The channel of an application."""
    return app.extensions["channel"]


def announce(user_id: int, news: dict[str, Any]) -> None:
    """Tell open pages after the commit, and that no earlier answer to a poll stands any more."""
    after_commit(partial(of(current_app).publish, user_id, orjson.dumps(news)))


def begin_anew(user_id: int) -> None:
    """Make who listens show after the commit who they are: one of the user's sessions or tokens has ended."""
    after_commit(partial(of(current_app).publish, user_id, BEGIN_ANEW))


class Channel:
    """Publishes and asks, and for a while does neither where Redis hangs."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._away_until = 0.0

    def name(self, user_id: int) -> str:
        """Where a user's news are published, and under what their version is kept."""
        # What is published is heard in all databases of a server, and another may be another site's.
        database = redis.of(self._app).get_connection_kwargs().get("db", 0)
        return f"microblog:{database}:news:{user_id}"

    def publish(self, user_id: int, news: bytes) -> None:
        """End the version, and tell those who listen."""
        with redis.of(self._app).pipeline(transaction=False) as pipeline:
            # Deleted rather than set: Redis does that even when it is full.
            pipeline.delete(self.name(user_id))
            pipeline.publish(self.name(user_id), news)
            if self._politely(pipeline.execute) is None:
                self._app.logger.warning("news of user %s wait for the next poll", user_id)

    def version(self, user_id: int) -> bytes | None:
        """The version of a user's news; None where there is none, or Redis is away."""
        return self._politely(partial(redis.of(self._app).execute_command, "GET", self.name(user_id)))

    def begin(self, user_id: int) -> bytes | None:
        """The version of a user's news, a new one if there was none; None where Redis is away."""
        fresh = uuid4().bytes
        put = partial(redis.of(self._app).set, self.name(user_id), fresh, ex=VERSION_KEPT_S)
        # Of two who begin at once one gets a version that stands no more: what it keeps is not used.
        return self.version(user_id) or (fresh if self._politely(put) else None)

    def _politely(self, ask: Any) -> Any:
        if time.monotonic() < self._away_until:
            return None
        try:
            return ask()
        except RedisTimeout:
            self._away_until = time.monotonic() + AWAY_FOR_S
            return None
        except RedisError:
            # A refusal costs nobody time, so that the return of what was away is noticed at once.
            return None
