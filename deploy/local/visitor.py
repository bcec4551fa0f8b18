"""A person with a browser, as far as the tour needs one: pages, forms, cookies."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urljoin

from deploy.local.processes import StackError

ANSWER_WITHIN_S = 30


@dataclass(frozen=True)
class Page:
    """What came back, and from where, after all redirects."""

    url: str
    html: str

    def form(self, path: str) -> dict[str, str] | None:
        """The named fields of the form on this page that is sent to `path`, if there is one."""
        forms = _Forms(self.url)
        forms.feed(self.html)
        return forms.found.get(urljoin(self.url, path))


class Visitor:
    """Somebody who keeps the cookies they are given."""

    def __init__(self, url: str) -> None:
        self.url = url
        # The machine's proxy, if it has one, knows nothing of our loopback.
        no_proxy = urllib.request.ProxyHandler({})
        self._browser = urllib.request.build_opener(no_proxy, urllib.request.HTTPCookieProcessor())

    def open(self, path: str) -> Page:
        """Look at a page. Raises StackError."""
        return self._ask(urllib.request.Request(urljoin(self.url, path)))

    def send(self, form: dict[str, str], *, to: str) -> Page:
        """Send a form. Raises StackError."""
        # As browsers do; over https, a form without it is refused.
        headers = {"Referer": self.url}
        data = urlencode(form).encode()
        return self._ask(urllib.request.Request(urljoin(self.url, to), data=data, headers=headers))

    def json(self, path: str) -> Any:
        """Fetch data, as a page's script does. Raises StackError."""
        headers = {"Accept": "application/json"}
        return json.loads(self._ask(urllib.request.Request(urljoin(self.url, path), headers=headers)).html)

    def _ask(self, request: urllib.request.Request) -> Page:
        asked = f"{request.get_method()} {request.full_url}"
        try:
            with self._browser.open(request, timeout=ANSWER_WITHIN_S) as answer:
                return Page(answer.url, answer.read().decode())
        except urllib.error.HTTPError as refusal:
            raise StackError(f"{asked} answers {refusal.code} {refusal.reason}.") from refusal
        except (OSError, HTTPException, ValueError) as error:
            raise StackError(f"{asked} fails: {error}.") from error


@dataclass
class _Forms(HTMLParser):
    """The forms of a page, by the address that they are sent to."""

    url: str
    found: dict[str, dict[str, str]] = field(default_factory=dict)
    _fields: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, or a field of the form that was opened last."""
        given = dict(attrs)
        if tag == "form" and "hidden" in given:
            # Nobody sees it, so nobody can send it; its fields belong to no form that is found.
            self._fields = {}
        elif tag == "form":
            self._fields = self.found.setdefault(urljoin(self.url, given.get("action") or ""), {})
        elif tag == "input" and (name := given.get("name")):
            self._fields[name] = given.get("value") or ""
