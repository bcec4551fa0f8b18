"""What a visitor asks for, again and again, to be sent to a server or answered in this process."""

from __future__ import annotations

import html
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import count, repeat
from typing import NamedTuple
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask

from app import db
from app.core import clock
from app.models import LoginSession
from bench import crowd
from bench.browser import TOKEN, Browser

# Whoever is not logged in is sent elsewhere.
FINE = {"GET": {200, 304}, "POST": {303}}


class Ask(NamedTuple):
    """A question of somebody whose cookie is among the headers; with a form it is a POST."""

    path: str
    headers: dict[str, str]
    form: dict[str, str] | None = None

    def send(self, browser: Browser) -> None:
        """Ask a server. Raises LookupError if it does not like that."""
        body = urlencode(self.form) if self.form else None
        self._insist(browser.ask(self._method, self.path, body, headers=self.headers).status)

    def answer(self, app: Flask) -> None:
        """Have it answered here. Raises LookupError."""
        client = app.test_client(use_cookies=False)
        answer = client.open(self.path, method=self._method, headers=self.headers, data=self.form)
        self._insist(answer.status_code)

    @property
    def _method(self) -> str:
        return "POST" if self.form else "GET"

    def _insist(self, status: int) -> None:
        if status not in FINE[self._method]:
            raise LookupError(f"{self.path} is answered with {status}.")


def kinds(url: str, app: Flask, username: str, *, visits: Sequence[int]) -> dict[str, Iterator[Ask]]:
    """What a user asks for, by the names of bench/costs.py, without end; and a page for each visit."""
    visitor = Browser(url)
    visitor.log_in(username, crowd.PASSWORD)
    now = clock.now_ts()
    token = TOKEN.search(visitor.open("/").text)
    form = {"post": "Something to say.", "csrf_token": html.unescape(token[1]) if token else ""}
    tag = visitor.open(f"/notifications?since={now}").headers["ETag"]
    cookie = {"Cookie": visitor.cookie}
    polls = (Ask(f"/notifications?since={now + n}", cookie | {"If-None-Match": tag}) for n in count())
    return {
        "page": _first_pages(app, visits),
        "poll": polls,
        "repeated_poll": repeat(next(polls)),
        "new_posts": repeat(Ask(f"/posts/new?after={time.time_ns() // 1_000}-1", cookie)),
        "post": repeat(Ask("/", cookie, form)),
    }


def _first_pages(app: Flask, user_ids: Sequence[int]) -> Iterator[Ask]:
    """Home, each time in a session that was last used yesterday: as most visits, this one is noted."""
    cookies = [*crowd.cookies(app, user_ids)]
    yesterday = clock.now() - timedelta(days=1)
    db.session.execute(sa.update(LoginSession).values(last_used_at=yesterday))
    db.session.commit()
    return (Ask("/", {"Cookie": cookie}) for cookie in cookies)
