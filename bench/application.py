"""A stack as a measurement needs it: settings of production, and the application in this process too."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app import create_app, db
from config import Config
from deploy.local import servers
from deploy.local.guard import Guard
from deploy.local.processes import Process, Surroundings
from deploy.local.stack import Stack

PRODUCTION = {
    "FLASK_DEBUG": "0",
    "LOG_FORMAT": "json",
    "RATELIMIT_ENABLED": "0",
    "MAILBOX_DIR": "",
    "LANGUAGES": "en",
}


@contextlib.contextmanager
def running(*, workers: int = 1, **environ: str) -> Iterator[Stack]:
    """A whole Microblog in a folder that goes with it; `environ` goes over its settings."""
    with (
        tempfile.TemporaryDirectory(prefix="microblog-bench-") as folder,
        Stack(Path(folder), environ=PRODUCTION | environ, workers=workers) as stack,
    ):
        yield stack


@contextlib.contextmanager
def inside(stack: Stack) -> Iterator[Flask]:
    """The context of an application that shares database and queue with the stack."""

    class Settings(Config):
        SECRET_KEY = stack.environ["SECRET_KEY"]
        SQLALCHEMY_DATABASE_URI = stack.environ["DATABASE_URL"]
        REDIS_URL = stack.redis_url
        METRICS_TOKEN = stack.environ.get("METRICS_TOKEN")

    app = create_app(Settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def statements(app: Flask, work: Callable[[], object]) -> int:
    """How many statements a piece of work makes that is done in this process."""
    told: list[str] = []

    def listen(*event: Any) -> None:
        told.append(event[2])

    sa.event.listen(db.engine, "before_cursor_execute", listen)
    try:
        # In a context of its own, as in a server: this one knows the user already.
        with app.app_context():
            work()
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", listen)
    return len(told)


@contextlib.contextmanager
def served(stack: Stack, name: str) -> Iterator[str]:
    """Another application, served as the stack's Microblog is; yields its address."""
    [port] = servers.free_ports(1)
    web = servers.web(port=port)
    program = replace(web, name=name.partition(":")[0], arguments=[*web.arguments[:-1], name])
    process = Process(program, Surroundings(stack.environ, stack.logs, Guard()))
    try:
        process.start()
        yield f"http://{servers.LOOPBACK}:{port}/"
    finally:
        process.stop()


def hello(stack: Stack) -> contextlib.AbstractContextManager[str]:
    """The least that a page can cost (bench/hello.py); its address."""
    return served(stack, "bench.hello:app")
