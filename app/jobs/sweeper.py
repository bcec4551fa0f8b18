"""Sweeps, and keeps the times of the rota, beside a worker's own work."""

from __future__ import annotations

import os
import signal
import time
from typing import NoReturn

from flask import Flask

from app.extensions import db
from app.jobs import rota, sweep

# A sweep that takes longer than this hangs; another process will do it.
PATIENCE_S = 30
# What has its times may be slow, such as a large backup over a thin line.
LONG_PATIENCE_S = 2 * 3600
# How long its times are kept by two: a worker looks every other second whether the next is to begin.
OVERLAP_S = 4


class Sweeper:
    """Runs the sweep in a forked child: the parent may open no connection that its children would inherit."""

    patience_s = PATIENCE_S

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._child = 0
        self._began_at = float("-inf")

    def run_if_due(self) -> None:
        """Begin a sweep, if the last began long enough ago and has ended; returns at once."""
        now = time.monotonic()
        if self.is_idle(now) and self.is_due(now):
            self.begin(now)

    def is_idle(self, now: float) -> bool:
        """Whether no child is at work."""
        return not self._child or self._reap(now)

    def is_due(self, now: float) -> bool:
        """Whether the last began long enough ago."""
        return now - self._began_at >= self.app.config["SWEEP_EVERY_S"]

    def begin(self, now: float) -> None:
        """Begin; returns at once."""
        self._began_at = now
        self._child = os.fork() or self._work_and_exit()

    def _reap(self, now: float) -> bool:
        """Whether the child has ended."""
        if now - self._began_at > self.patience_s:
            os.kill(self._child, signal.SIGKILL)
        try:
            ended, _status = os.waitpid(self._child, os.WNOHANG)
        except ChildProcessError:
            ended = self._child
        if ended:
            self._child = 0
        return bool(ended)

    def _work(self) -> None:
        sweep.sweep_quietly()

    def _work_and_exit(self) -> NoReturn:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            with self.app.app_context():
                db.engine.dispose(close=False)
                self._work()
        finally:
            # Not sys.exit: what is above us on the stack belongs to the parent.
            os._exit(0)


class Timekeeper:
    """Keeps the times of the rota in children of its own: no sweep waits for a slow backup.

    The next begins before the last ends, so that nothing is late; leases keep them from doing it twice.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._shifts = (_Shift(app), _Shift(app))

    def run_if_due(self) -> None:
        """Begin to keep the times if there are any, and nobody here has begun lately; returns at once."""
        if not rota.turns(self.app):
            return
        now = time.monotonic()
        idle = [shift for shift in self._shifts if shift.is_idle(now)]
        if idle and all(shift.is_due(now) for shift in self._shifts):
            idle[0].begin(now)


class _Shift(Sweeper):
    patience_s = LONG_PATIENCE_S

    def _work(self) -> None:
        rota.keep_for(self.app, self.app.config["SWEEP_EVERY_S"] + OVERLAP_S)
