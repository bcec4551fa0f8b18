"""`make demo`: a tour of the main job, from the click to the mail, on a stack of its own; then it serves."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from typing import Any, TypeVar

from deploy.local import community, run
from deploy.local.delivery import ATTACHMENT, SUBJECT, Archive, archive_in
from deploy.local.places import DATABASE
from deploy.local.processes import StackError
from deploy.local.screen import Bar, beginning, indented, table
from deploy.local.stack import Stack
from deploy.local.visitor import Visitor

LOGIN = "/auth/login"
EXPORT = "/export_posts"
POLL_EVERY_S = 0.1
PATIENCE_S = 60
HEADERS = ("From", "To", "Subject", "Date", "Message-ID")

T = TypeVar("T")


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and make the tour; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local.demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the tour instead of serving")
    once = parser.parse_args(arguments).once
    return run.with_stack(make_tour if once else serve_after_tour)


def serve_after_tour(stack: Stack) -> None:
    """The tour, then the stack as it is for as long as somebody wants it."""
    make_tour(stack)
    run.serve(stack)


def make_tour(stack: Stack) -> None:
    """Ask for an export as a user does, and check what comes. Raises StackError if anything is wrong."""
    visitor = Visitor(stack.url)
    log_in(visitor)
    earlier = len(stack.mails())
    clicked = time.time()
    ask_for_export(visitor)
    follow(stack, visitor, since=clicked)
    mail = await_mail(stack, earlier=earlier)
    print(f"\nThe mail came {time.time() - clicked:.1f} s after the click.\n")
    show(mail)
    check(archive_in(mail), stack)


def log_in(visitor: Visitor) -> None:
    """Log in as the sample user. Raises StackError."""
    form = visitor.open(LOGIN).form(LOGIN)
    if form is None:
        raise StackError(f"{LOGIN} shows no form to log in with.")
    form |= {"username": community.USERNAME, "password": community.PASSWORD}
    if visitor.send(form, to=LOGIN).form(LOGIN) is not None:
        raise StackError(
            f"{community.USERNAME} could not log in. Was the password changed? {run.START_AFRESH}"
        )
    print(f"\nLogged in as {community.USERNAME}.")


def ask_for_export(visitor: Visitor) -> None:
    """Press the button on the own profile; while an export runs there is none. Raises StackError."""
    form = visitor.open(f"/user/{community.USERNAME}").form(EXPORT)
    if form is None:
        print("An export is under way already.")
        return
    visitor.send(form, to=EXPORT)
    print("Asked for the export of all posts.")


def follow(stack: Stack, visitor: Visitor, *, since: float) -> None:
    """Draw the progress until the export is done. Raises StackError if it fails, or stands still too long."""
    bar = Bar("export")

    def progress() -> dict[str, Any] | None:
        news = latest_progress(visitor, since=since)
        bar.show(int(news["progress"]))
        return news if news["state"] in {"done", "failed"} else None

    outcome = patiently(stack, progress, missing=f"The export does not come to an end. {run.START_AFRESH}")
    bar.end()
    if outcome["state"] == "failed":
        raise StackError(f"The export failed. Its reasons are in {stack.logs}.")


def latest_progress(visitor: Visitor, *, since: float) -> dict[str, Any]:
    """What the server tells last about the export; nothing yet is 0 %."""
    told = visitor.json(f"/notifications?since={since}")
    news = [notification["data"] for notification in told if notification["name"] == "task_progress"]
    return news[-1] if news else {"progress": 0, "state": "pending"}


def await_mail(stack: Stack, *, earlier: int) -> EmailMessage:
    """The export's mail, when it is there. Raises StackError if it does not come."""

    def delivered() -> EmailMessage | None:
        return next((mail for mail in stack.mails()[earlier:] if mail["Subject"] == SUBJECT), None)

    return patiently(stack, delivered, missing="The export says that it is done, but no mail came.")


def show(mail: EmailMessage) -> None:
    """Print a mail as its reader sees it."""
    print(table({name: str(mail[name]) for name in HEADERS}))
    text = mail.get_body(("plain",))
    print(f"\n{indented(text.get_content() if text else '')}\n")


def check(archive: Archive, stack: Stack) -> None:
    """Print what is in the archive, and hold it against the database. Raises StackError."""
    first, last = archive.posts[0], archive.posts[-1]
    print(
        table({
            ATTACHMENT: f"{len(archive.posts)} posts, {len(archive.content) / 1000:.1f} kB",
            "first": f"{first['timestamp']}  {beginning(first['body'])}",
            "last": f"{last['timestamp']}  {beginning(last['body'])}",
        })
    )
    archive.check(stack.folder / DATABASE, username=community.USERNAME)
    print(
        "\nChecked against the database: every post is there, oldest first, with its text and its time.",
        flush=True,
    )


def patiently(stack: Stack, look: Callable[[], T | None], *, missing: str) -> T:
    """Look until there is something to see. Raises StackError if a part ends, or it takes too long."""
    until = time.monotonic() + PATIENCE_S
    while (seen := look()) is None:
        stack.check()
        if time.monotonic() > until:
            raise StackError(f"{missing} ({PATIENCE_S} s; the logs are in {stack.logs})")
        time.sleep(POLL_EVERY_S)
    return seen


if __name__ == "__main__":
    sys.exit(main())
