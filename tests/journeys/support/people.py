"""People who use the site over HTTP, without a browser."""

from __future__ import annotations

from email.message import EmailMessage

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


def mails_to(stack: Stack, username: str) -> list[EmailMessage]:
    """The mails that came to somebody."""
    return [mail for mail in stack.mails() if mail["To"] == f"{username}@example.com"]


def write(visitor: Visitor, text: str) -> None:
    """Write a post."""
    _fill(visitor, "/", post=text)


def ask_for_export(visitor: Visitor, username: str) -> str:
    """Press the button on the own profile; the id of the task."""
    form = visitor.open(f"/user/{username}").form("/export_posts")
    assert form, "the profile shows the button"
    return visitor.send(form, to="/export_posts").url.rpartition("/")[2]


def cancel(visitor: Visitor, task_id: str) -> None:
    """Press the button in the task's alert."""
    address = f"/tasks/{task_id}/cancel"
    form = visitor.open("/explore").form(address)
    assert form, "the alert shows the button"
    visitor.send(form, to=address)


def log_out_elsewhere(visitor: Visitor) -> None:
    """End all other sessions."""
    form = visitor.open("/sessions").form("/sessions/end_others")
    assert form, "there are other sessions"
    visitor.send(form, to="/sessions/end_others")


def _fill(visitor: Visitor, path: str, **fields: str) -> None:
    form = visitor.open(path).form(path)
    assert form, f"{path} shows a form"
    visitor.send(form | {"password": PASSWORD} | fields, to=path)
