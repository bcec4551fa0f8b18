"""Addresses: the ids in them, where a form may send people next, and the links that go into mails."""

from typing import Any

from flask import Flask, current_app, url_for
from werkzeug.routing import IntegerConverter, Map

from app.core.pages import MOST_ID


class IdConverter(IntegerConverter):
    """A part of an address that is a record's id: `<id:post_id>`."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=MOST_ID)


def init_app(app: Flask) -> None:
    """Let the addresses of the application have ids in them."""
    app.url_map.converters["id"] = IdConverter


def safe_next(target: str | None, *, default: str) -> str:
    r"""The target if it is a path of this site, else the default.

    Browsers read `\` as `/` and drop control characters, so `/\evil.example` would leave the site.
    """
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return default
    if any(ord(character) < 0x20 or ord(character) == 0x7F for character in target):
        return default
    return target


def link(endpoint: str, **values: Any) -> str:
    """A full address for a mail, under BASE_URL whatever host a request named; works in workers too."""
    with current_app.test_request_context(base_url=current_app.config["BASE_URL"]):
        return url_for(endpoint, _external=True, **values)
