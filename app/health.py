"""Probes: `/livez` tells that the process answers, `/readyz` that it can work."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from app.core import redis
from app.core.redis import RedisError
from app.extensions import db


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
    # Without Redis people can still read, write and ask for exports: degraded, not down.
    checks = {"database": _database_answers(), "redis": _redis_answers()}
    status = "ok" if all(checks.values()) else "degraded" if checks["database"] else "down"
    words = {name: "ok" if good else "down" for name, good in checks.items()}
    return {"status": status, **words}, 200 if checks["database"] else 503


def _database_answers() -> bool:
    try:
        db.session.execute(sa.text("SELECT 1 FROM alembic_version"))
    except SQLAlchemyError:
        # Anybody may ask, every second: as an error it would use up the hour's mails to the administrators.
        current_app.logger.warning("the database does not answer, or has not been migrated", exc_info=True)
        return False
    return True


def _redis_answers() -> bool:
    try:
        return bool(redis.of(current_app).ping())
    except RedisError:
        return False
