"""Somebody with one connection that stays open, who notes how long each page took."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

ANSWER_WITHIN_S = 60
LOGIN = "/auth/login"
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
OLDER = re.compile(r'rel="next"\s+href="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Page:
    """What came back."""

    status: int
    text: str
    took_s: float
    headers: Message

    def older(self) -> str:
        """Where "Older posts" leads. Raises LookupError."""
        if found := OLDER.search(self.text):
            return html.unescape(found[1])
        raise LookupError("The page has no link to older posts.")


class Browser:
    """One visitor of one site."""

    def __init__(self, url: str) -> None:
        self._connection = HTTPConnection(urlsplit(url).netloc, timeout=ANSWER_WITHIN_S)
        self._cookies = SimpleCookie()

    def open(self, path: str, headers: Mapping[str, str] | None = None) -> Page:
        """Look at a page. Raises LookupError if there is none."""
        page = self.ask("GET", path, headers=headers)
        if page.status != 200:
            raise LookupError(f"{path} answers {page.status}.")
        return page

    def ask(
        self, method: str, path: str, body: str | None = None, *, headers: Mapping[str, str] | None = None
    ) -> Page:
        """Ask for something, and take whatever comes back."""
        sent = {"Cookie": self.cookie, **(headers or {}), **(FORM if body else {})}
        began = time.perf_counter()
        self._connection.request(method, path, body, sent)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        took_s = time.perf_counter() - began
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self._cookies.load(cookie)
        return Page(answer.status, text, took_s, answer.headers)

    def log_in(self, username: str, password: str) -> None:
        """Get a session. Raises LookupError if the site does not want us."""
        token = TOKEN.search(self.open(LOGIN).text)
        form = {
            "username": username,
            "password": password,
            "csrf_token": html.unescape(token[1]) if token else "",
        }
        answer = self.ask("POST", LOGIN, urlencode(form))
        if answer.status != 303:
            raise LookupError(f"Logging in is answered with {answer.status}.")

    def walk(self, path: str, *, pages: int) -> str:
        """The address of a later page, found by following the links."""
        for _ in range(pages - 1):
            path = self.open(path).older()
        return path

    def rest(self) -> None:
        """Hang up before the server does; the next page is asked for on a new connection."""
        self._connection.close()

    @property
    def cookie(self) -> str:
        """What it sends to show who it is."""
        return "; ".join(f"{name}={morsel.value}" for name, morsel in self._cookies.items())
