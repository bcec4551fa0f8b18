"""People who use the site over HTTP, without a browser."""

from __future__ import annotations

from deploy.local.stack import Stack
from deploy.local.visitor import Visitor
from tests.journeys.support.steps import PASSWORD


def newcomer(stack: Stack, username: str) -> Visitor:
    """Somebody who has just registered and logged in."""
    visitor = Visitor(stack.url)
    _fill(visitor, "/auth/register", username=username, email=f"{username}@example.com", password2=PASSWORD)
    _fill(visitor, "/auth/login", username=username)
    return visitor


def known(stack: Stack, username: str) -> Visitor:
    """Somebody who has an account, and logs in once more."""
    visitor = Visitor(stack.url)
    _fill(visitor, "/auth/login", username=username)
    return visitor


def write(visitor: Visitor, text: str) -> None:
    """Write a post."""
    _fill(visitor, "/", post=text)


def _fill(visitor: Visitor, path: str, **fields: str) -> None:
    form = visitor.open(path).form(path)
    assert form, f"{path} shows a form"
    visitor.send(form | {"password": PASSWORD} | fields, to=path)
