"""How this application talks to Redis: quickly, or not at all."""

from flask import Flask
from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError, RedisError, TimeoutError as RedisTimeout
from redis.retry import Retry

__all__ = ["AsyncRedis", "Redis", "RedisError", "RedisTimeout", "connect", "connect_loop", "init_app", "of"]


def init_app(app: Flask) -> None:
    """Give the application its client, without talking to Redis yet."""
    # Flask takes attributes, but its type knows nothing of ours.
    app.redis = connect(app.config["REDIS_URL"])  # pyright: ignore[reportAttributeAccessIssue]


def of(app: Flask) -> Redis:
    """The client of an application."""
    return app.redis  # pyright: ignore[reportAttributeAccessIssue] (see init_app)


def connect(url: str) -> Redis:
    """A client that gives up within a second or two, for a person waits for it."""
    # redis-py 8.1 tries ten times by default: a click took four seconds while Redis was down. What was cut is
    # tried once more; a server that did not answer in time has had its chance.
    again = Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,))
    return Redis.from_url(url, retry=again, socket_connect_timeout=0.5, socket_timeout=2)


def connect_loop(url: str) -> AsyncRedis:
    """A client for an event loop. It never connects again by itself: what was published meanwhile is lost."""
    return AsyncRedis.from_url(url, retry=AsyncRetry(NoBackoff(), 0), socket_connect_timeout=0.5)
