"""A click on the button in a process of its own: `python -m … USER_ID dies|fails|waits MOMENT`."""

from __future__ import annotations

import os
import sys
import time

import sqlalchemy as sa
from sqlalchemy import event

from app.extensions import db
from app.jobs import queue
from app.models import User
from microblog import app

SLOW_S = 1.5


class Fails(Exception):
    """The commit does not succeed."""


def act(what: str) -> None:
    """Go wrong."""
    if what == "dies":
        os._exit(0)
    if what == "fails":
        raise Fails
    time.sleep(SLOW_S)


def prepare(what: str, moment: str) -> None:
    """See to it that it goes wrong at this moment."""
    send = queue.send
    if moment == "before the commit":
        event.listen(db.session, "before_commit", lambda _session: act(what))
    elif moment == "in the commit":
        event.listen(db.engine, "commit", lambda _connection: act(what))
    elif moment == "after the commit":
        queue.send = lambda _sending: act(what)
    else:
        queue.send = lambda sending: (send(sending), act(what))


def main(user_id: str, what: str, moment: str) -> None:
    """Ask for an export as the route does."""
    with app.app_context():
        user = db.session.scalars(sa.select(User).where(User.id == int(user_id))).one()
        prepare(what, moment)
        user.launch_task("export_posts", "Exporting posts...")
        try:
            db.session.commit()
        except Fails:
            db.session.rollback()


if __name__ == "__main__":
    main(*sys.argv[1:])
