"""The database within a request: who may write, and when."""

from flask import Flask, request

from app.core import sqlite
from app.extensions import db, migrate

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Bind the database and its migrations."""
    db.init_app(app)
    migrate.init_app(app, db, render_as_batch=True, compare_type=True)
    with app.app_context():
        sqlite.prepare(db.engine)
    app.before_request(_announce_writing)


def _announce_writing() -> None:
    if request.method not in READING and request.endpoint != "static":
        db.session.connection(execution_options=sqlite.WRITE)
