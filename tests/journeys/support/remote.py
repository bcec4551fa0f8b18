"""A program on another machine: nothing but HTTP, JSON and what it was told."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from http.client import HTTPResponse
from typing import Any, NamedTuple
from urllib.parse import urljoin

ANSWER_WITHIN_S = 30


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        """What it says."""
        return json.loads(self.content)


class Remote:
    """Somebody's program."""

    def __init__(self, url: str, username: str, password: str) -> None:
        self.url = url
        self.username = username
        self.key = "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()
        # The machine's proxy, if it has one, knows nothing of our loopback.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def log_in(self) -> None:
        """Get a token, and show it from now on."""
        self.key = "Bearer " + self.ask("POST", "/api/tokens").json["token"]

    def ask(self, method: str, path: str, fields: Any = None, *, expect: int | None = 200) -> Answer:
        """Send a request; fails unless it is answered with the status that is expected, if one is."""
        body = None if fields is None else json.dumps(fields).encode()
        headers = {"Authorization": self.key, "Content-Type": "application/json"}
        request = urllib.request.Request(urljoin(self.url, path), body, headers, method=method)
        try:
            with self._opener.open(request, timeout=ANSWER_WITHIN_S) as response:
                answer = _read(response)
        except urllib.error.HTTPError as refusal:
            answer = _read(refusal)
        assert expect in {answer.status, None}, f"{method} {path}: {answer.status} {answer.content[:500]}"
        return answer


def _read(response: HTTPResponse | urllib.error.HTTPError) -> Answer:
    return Answer(response.status or 0, dict(response.headers.items()), response.read())
