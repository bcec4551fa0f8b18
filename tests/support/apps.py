"""Further applications beside the shared one, for what only other settings show."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from flask import Flask, has_app_context

from app import create_app, db
from app.extensions import limiter
from config import Config

PLACES = ("SQLALCHEMY_DATABASE_URI", "REDIS_URL", "MAILBOX_DIR", "STORAGE_URL", "NOTICES_FILE")
SHARED = ("SECRET_KEY", *PLACES, "RATELIMIT_ENABLED")
STRONG_KEY = "d41c86d7ff0c3f8a7a3a8d0b6a7f5e42c0d1e9b8"


@contextlib.contextmanager
def another_app(whole_app: Flask, **changes: Any) -> Iterator[Flask]:
    """An application on the same database and the same Valkey, with some settings changed."""
    shared = {name: whole_app.config[name] for name in SHARED}
    with _logs_as_they_were(), _limiter_as_it_was():
        app = create_app(type("Settings", (Config,), {"TESTING": True} | shared | changes))
        yield app
        if has_app_context():
            # What a test read of people of the shared application, it read over a connection of this one.
            db.session.rollback()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        app.redis.close()


def changing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """What changes settings of an application until the end of a test."""

    def change(**values: Any) -> None:
        for name, value in values.items():
            monkeypatch.setitem(app.config, name, value)

    return change


@contextlib.contextmanager
def production_app(whole_app: Flask, **changes: Any) -> Iterator[Flask]:
    """An application as people run it: neither a test's nor a developer's."""
    serious = {"TESTING": False, "DEBUG": False, "SECRET_KEY": STRONG_KEY, "MAILBOX_DIR": None}
    with another_app(whole_app, **(serious | changes)) as app:
        yield app


@contextlib.contextmanager
def _logs_as_they_were() -> Iterator[None]:
    loggers = [logging.getLogger(), logging.getLogger("app")]
    before = [(logger, [*logger.handlers], logger.level) for logger in loggers]
    try:
        yield
    finally:
        for logger, handlers, level in before:
            logger.handlers = handlers
            logger.setLevel(level)
        structlog.contextvars.clear_contextvars()


@contextlib.contextmanager
def _limiter_as_it_was() -> Iterator[None]:
    enabled = limiter.enabled
    try:
        yield
    finally:
        limiter.enabled = enabled
        limiter._storage_dead = False
