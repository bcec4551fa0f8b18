"""Holding a lease for as long as something takes, however long that is."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from app.core.context import the_app
from app.extensions import db
from app.jobs.lease import Lease

# Who dies while holding one keeps the others waiting for so long.
FOR_S = 60.0
BEATS = 4
# What takes longer hangs, and must not keep the others waiting. A worker's child lives little longer.
MOST_S = 2 * 3600 - 300


@contextmanager
def held(name: str) -> Generator[bool]:
    """Hold a lease; yields whether it is ours."""
    if not Lease.take(name, for_s=FOR_S):
        yield False
        return
    keeper = _Keeper(the_app(), name, Lease.ends_at(name))
    db.session.rollback()
    keeper.start()
    try:
        yield True
    finally:
        keeper.over.set()
        keeper.join()
        if keeper.until is not None:
            Lease.end(name, until=keeper.until)


class _Keeper(threading.Thread):
    """Prolongs a lease from time to time, until it is lost."""

    def __init__(self, app: Flask, name: str, until: float | None) -> None:
        super().__init__(daemon=True)
        self.app, self.lease, self.until = app, name, until
        self.over = threading.Event()

    def run(self) -> None:
        """Go on until told otherwise, or for too long."""
        ends_at = time.monotonic() + MOST_S
        while self.until is not None and not self.over.wait(FOR_S / BEATS):
            if time.monotonic() > ends_at:
                self.app.logger.error("what holds the lease %s hangs, and others may begin", self.lease)
                return
            with self.app.app_context():
                self._prolong(self.until)

    def _prolong(self, until: float) -> None:
        try:
            self.until = Lease.prolong(self.lease, until, for_s=FOR_S)
        except SQLAlchemyError as error:
            # The next time may be soon enough.
            current_app.logger.warning("the lease %s is not prolonged: %s", self.lease, error)
        finally:
            db.session.remove()
