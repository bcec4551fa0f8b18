"""A small application whose work after an answer waits for a file, served by gunicorn: `afterwards:app`."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

from flask import Flask, Response

from app.core import after
from app.core.after import after_response

app = Flask(__name__)
after.init_app(app)
FOLDER = Path(os.environ.get("AFTERWARDS_FOLDER", "/nowhere"))


@app.get("/plain")
def plain() -> str:
    """An answer whose length is known."""
    after_response(work, "plain")
    return "answered"


@app.get("/stream")
def stream() -> Response:
    """An answer in parts; the first of the two calls is asked for while it goes out."""
    after_response(work, "stream")
    return Response(iter(["answ", "ered"]))


@app.get("/async")
def coroutine() -> str:
    """Work that hands a part of itself to another thread, as looking up a host's name does."""
    after_response(work_in_turns, "async")
    return "answered"


@app.get("/broken")
def broken() -> Response:
    """An answer that fails on its way."""
    after_response(work, "broken")
    return Response(_break())


@app.get("/")
def nothing() -> str:
    """No work."""
    return "answered"


def work(name: str) -> None:
    """Wait until it may go on, and say that it has ended."""
    _begin(name)
    (FOLDER / f"{name}.done").touch()


async def work_in_turns(name: str) -> None:
    """The same, in a thread that the event loop starts only when it has begun."""
    await asyncio.sleep(0)
    _begin(name)
    await asyncio.to_thread((FOLDER / f"{name}.done").touch)


def _begin(name: str) -> None:
    (FOLDER / f"{name}.begun").touch()
    while not (FOLDER / "go").exists():
        time.sleep(0.01)


def _break() -> Iterator[str]:
    yield "answ"
    raise ValueError("broken on purpose")
