"""A visitor who looks at every page they open: what all pages must have is checked on each."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from secrets import token_hex
from typing import Any, Self

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from app import db
from app.models import User
from tests import factories


class Visitor:
    """A browser without JavaScript, logged in as a user or as nobody."""

    def __init__(self, app: Flask, user: User | None = None) -> None:
        self.app = app
        self.client = app.test_client()
        if user:
            with self.client.session_transaction() as session:
                session |= {"_user_id": factories.login_of(user).key}

    def get(self, path: str, *, expect: int = 200, **options: Any) -> Page:
        """Open a page; fails unless it answers with the expected status."""
        return self._open(path, "GET", expect=expect, **options)

    def post(self, path: str, *, expect: int = 303, on: str | None = None, **fields: Any) -> Page:
        """Submit a form with fields, and the token of the page `on` (as of any page that has one)."""
        token = self.get(on).token if on else self._any_token()
        return self._open(path, "POST", expect=expect, data={"csrf_token": token, **fields})

    def _any_token(self) -> str:
        # What a page with a form would have put into the session and the form, at a third of the time.
        with self.client.session_transaction() as session:
            key = session.setdefault("csrf_token", token_hex())
        return URLSafeTimedSerializer(self.app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(key)

    def _open(self, path: str, method: str, *, expect: int, **options: Any) -> Page:
        response = self._request(path, method, **options)
        assert response.status_code == expect, f"{method} {path}: {response.status}\n{response.text[:2000]}"
        return Page(response).check()

    def _request(self, path: str, method: str, **options: Any) -> TestResponse:
        # A context of its own, as in a server: the one of the test would lend its session and its user.
        db.session.commit()
        with self.app.app_context():
            response = self.client.open(path, method=method, **options)
        db.session.expire_all()
        return response


class Page(HTMLParser):
    """An answer, read."""

    def __init__(self, response: TestResponse) -> None:
        super().__init__()
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.is_html = response.mimetype == "text/html"
        if self.is_html:
            self.feed(response.text)

    @property
    def json(self) -> Any:
        """The answer as plain data."""
        return self.response.get_json()

    @property
    def token(self) -> str:
        """The proof that a form came from this page."""
        return next(a["value"] for t, a in self.tags if t == "input" and a.get("name") == "csrf_token") or ""

    @property
    def location(self) -> str:
        """Where the answer sends us."""
        return self.headers["Location"]

    def all(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        """The attributes of every such element."""
        found = [a for t, a in self.tags if t == tag]
        return [
            a for a in found if all(a.get(name.rstrip("_")) == value for name, value in attributes.items())
        ]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep every element in order."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.text += data

    def check(self) -> Self:
        """What must be true of every answer."""
        assert "default-src 'none'" in self.headers["Content-Security-Policy"]
        assert self.headers["X-Content-Type-Options"] == "nosniff"
        if self.is_html and not 300 <= self.status < 400:
            self._check_html()
        return self

    def _check_html(self) -> None:
        assert self.all("html")[0].get("lang"), "a page says which language it is in"
        assert len(self.all("title")) >= 1 and len(self.all("h1")) == 1, "one title and one heading"
        ids = [a["id"] for _tag, a in self.tags if a.get("id")]
        assert len(ids) == len(set(ids)), "ids are unique"
        for tag, attributes in self.tags:
            self._check_element(tag, attributes)
        posting = [a for a in self.all("form") if (a.get("method") or "").lower() == "post"]
        assert len(posting) <= len(self.all("input", name="csrf_token")), "every POST form has a token"

    def _check_element(self, tag: str, attributes: dict[str, str | None]) -> None:
        assert "style" not in attributes and not any(re.match("on[a-z]", name) for name in attributes)
        assert tag != "style" and (tag != "script" or attributes.get("src")), "nothing inline"
        if tag in {"script", "img", "link", "source"}:
            source = attributes.get("src") or attributes.get("href") or ""
            assert source.startswith(("/", "data:")), f"nothing from elsewhere: {source}"
        assert not (attributes.get("href") or "").lower().startswith("javascript:")
        if tag == "img":
            assert "alt" in attributes
