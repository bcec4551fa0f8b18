"""The database within a request: who may write, and when."""

from functools import partial

from flask import Flask, g, has_app_context, request

from app.core import sqlite, wire
from app.extensions import db, migrate
from app.search import index

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Bind the database and its migrations."""
    db.init_app(app)
    migrate.init_app(app, db, render_as_batch=True, compare_type=True, include_name=index.is_known)
    with app.app_context():
        will_write, hurries = partial(_was_said, "will_write"), partial(_was_said, "hurries")
        sqlite.prepare(db.engine, will_write=will_write, hurries=hurries)
        wire.prepare(db.engine, within_s=app.config["DATABASE_TIMEOUT_S"])
    app.before_request(_announce_writing)


def _announce_writing() -> None:
    # Only announced: the lock is taken by the first statement, after the limits, whose Redis may be slow.
    g.will_write = request.method not in READING and request.url_rule is not None


def _was_said(what: str) -> bool:
    # Said once: what follows the view's own transaction, such as `last_seen`, must not wait like it.
    return has_app_context() and g.pop(what, False)
