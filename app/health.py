"""Probes: `/livez` tells that the process answers, `/readyz` that it can work: a database with its tables."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from app.core import redis
from app.core.redis import RedisError
from app.extensions import db
from app.ops import schema


def init_app(app: Flask) -> None:
    """Answer probes before the host check: an orchestrator names a bare address as host."""
    app.before_request(_probe)


def _probe() -> ResponseReturnValue | None:
    if request.path == "/livez":
        return {"status": "ok"}
    if request.path == "/readyz":
        return _ready()
    return None


def _ready() -> ResponseReturnValue:
    database, redis_there = _database(), _redis_answers()
    # Without Redis people can still read, write and ask for exports: degraded, not down.
    status = database if database != "ok" else "ok" if redis_there else "degraded"
    words = {"status": status, "database": database, "redis": "ok" if redis_there else "down"}
    return words, 200 if database == "ok" else 503


def _database() -> str:
    """How it stands: "ok", "down", or "migrate" where it lacks tables that this code wants."""
    try:
        return "migrate" if schema.is_behind() else "ok"
    except SQLAlchemyError:
        # Anybody may ask, every second: as an error it would use up the hour's mails to the administrators.
        current_app.logger.warning("the database does not answer, or has not been migrated", exc_info=True)
    try:
        db.session.rollback()
        db.session.execute(sa.select(1))
    except SQLAlchemyError:
        return "down"
    return "migrate"


def _redis_answers() -> bool:
    try:
        return bool(redis.of(current_app).ping())
    except RedisError:
        return False
