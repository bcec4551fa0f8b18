"""A program that uses the API; each answer is checked for what all must have, and errors for being such."""

from __future__ import annotations

import base64
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app import db


def basic(username: str, password: str) -> dict[str, str]:
    """The header that names a user and shows their password."""
    return {"Authorization": "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()}


def bearer(token: str) -> dict[str, str]:
    """The header that shows a token."""
    return {"Authorization": f"Bearer {token}"}


class Program:
    """A client of the API, with a token or without."""

    def __init__(self, app: Flask, token: str | None = None, *, address: str = "127.0.0.1") -> None:
        self.app = app
        self.client = app.test_client()
        self.client.environ_base["REMOTE_ADDR"] = address
        self.headers = bearer(token) if token else {}

    def get(self, path: str, *, expect: int = 200, **options: Any) -> TestResponse:
        """Ask for something; fails unless it answers with the expected status."""
        return self.ask("GET", path, expect=expect, **options)

    def post(self, path: str, *, expect: int = 200, **options: Any) -> TestResponse:
        """Ask to make something."""
        return self.ask("POST", path, expect=expect, **options)

    def put(self, path: str, *, expect: int = 200, **options: Any) -> TestResponse:
        """Ask to change something."""
        return self.ask("PUT", path, expect=expect, **options)

    def delete(self, path: str, *, expect: int = 204, **options: Any) -> TestResponse:
        """Ask to end something."""
        return self.ask("DELETE", path, expect=expect, **options)

    def ask(self, method: str, path: str, *, expect: int, **options: Any) -> TestResponse:
        """Send a request, in a context of its own as in a server."""
        headers = self.headers | options.pop("headers", {})
        db.session.commit()
        with self.app.app_context():
            response = self.client.open(path, method=method, headers=headers, **options)
        db.session.expire_all()
        assert response.status_code == expect, f"{method} {path}: {response.status}\n{response.text[:2000]}"
        return check(response)


def ids(answer: TestResponse) -> list[int]:
    """The ids on a page of a list."""
    return [one["id"] for one in answer.json["items"]]


def walk(program: Program, path: str | None, way: str = "next") -> list[list[int]]:
    """The ids from a page on, page by page."""
    found = []
    while path:
        answer = program.get(path)
        found.append(ids(answer))
        path = answer.json["_links"][way]
    return found


def check(response: TestResponse) -> TestResponse:
    """What must be true of every answer of the API."""
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in response.headers, "the API has no sessions"
    if response.status_code >= 400:
        assert response.mimetype == "application/problem+json"
        assert response.json["status"] == response.status_code
        assert response.json.keys() - {"errors"} == {"type", "title", "status", "detail", "reference"}
    if response.status_code == 401:
        assert response.headers["WWW-Authenticate"].endswith(' realm="Microblog"')
    return response
