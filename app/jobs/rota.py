"""The rota: what is done at fixed times by one of all processes that keep time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import NamedTuple

from flask import Flask, current_app

from app.core import clock
from app.extensions import db
from app.jobs.errors import PASSING
from app.jobs.lease import Lease

# Another process may have taken a turn meanwhile, and a setting may have changed.
LOOK_EVERY_S = 5
# How long a process that ends waits for what it does.
PARTING_S = 3


class Turn(NamedTuple):
    """What is done, how often, and the lease that says when it is due next."""

    name: str
    every_s: float
    do: Callable[[], None]

    @property
    def lease(self) -> str:
        """The name of its lease."""
        return f"turn:{self.name}"


def turns(app: Flask) -> list[Turn]:
    """What the application has to do at fixed times."""
    return app.extensions.get("rota", [])


def take(turn: Turn) -> float:
    """Do something if it is due; how many seconds there are until the next look. Whatever fails is logged."""
    try:
        if Lease.take_turn(turn.lease, every_s=turn.every_s):
            turn.do()
        due = Lease.ends_at(turn.lease) or 0
    except PASSING as error:
        current_app.logger.warning("%s is left to the next turn: %s", turn.name, error)
        return LOOK_EVERY_S
    except BaseException:
        # A library's panic is no Exception, and would be the end of a thread that nobody begins anew.
        current_app.logger.exception("%s failed", turn.name)
        return LOOK_EVERY_S
    finally:
        db.session.remove()
    return min(max(due - clock.now_ts(), 0), LOOK_EVERY_S)


@contextmanager
def kept(app: Flask, *, parting_s: float | None = PARTING_S) -> Generator[None]:
    """Keep the times of everything, each in a thread of its own: nothing waits for another's slow work.

    At the end, what is under way has some time left, or all that it takes.
    """
    over = threading.Event()
    threads = [threading.Thread(target=_keep, args=(app, turn, over), daemon=True) for turn in turns(app)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(parting_s)


def keep_for(app: Flask, seconds: float) -> None:
    """Keep the times for so long, and until what has been begun is done."""
    with kept(app, parting_s=None):
        time.sleep(seconds)


def _keep(app: Flask, turn: Turn, over: threading.Event) -> None:
    wait_s = 0.0
    while not over.wait(wait_s):
        with app.app_context():
            wait_s = take(turn)
