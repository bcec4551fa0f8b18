"""What no request may carry, refused before any page looks at it."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, abort, request

NUL = "\x00"


def init_app(app: Flask) -> None:
    """Refuse NUL, which PostgreSQL cannot store and which hides the rest of a text from some programs."""
    app.before_request(_refuse_nul)


def _refuse_nul() -> None:
    if any(NUL in text for text in _texts()):
        abort(400)


def _texts() -> Iterator[str]:
    yield request.path
    for values in (request.args, request.form):
        for name, value in values.items(multi=True):
            yield name
            yield value
