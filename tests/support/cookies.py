"""Cookies as somebody has them who copied them."""

from __future__ import annotations

from tests.support.page import Visitor

NAMES = ("session", "remember_token")


def copied(visitor: Visitor, *names: str) -> Visitor:
    """A browser elsewhere with copies of the visitor's cookies, all unless some are named."""
    thief = Visitor(visitor.app)
    for name in names or NAMES:
        if cookie := visitor.client.get_cookie(name):
            thief.client.set_cookie(name, cookie.value)
    return thief
