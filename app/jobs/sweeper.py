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
        if self._child and not self._reap(now):
            return
        if now - self._began_at >= self.app.config["SWEEP_EVERY_S"]:
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


class Timekeeper(Sweeper):
    """Keeps the times of the rota in a child of its own: no sweep waits for a slow backup."""

    patience_s = LONG_PATIENCE_S

    def run_if_due(self) -> None:
        """Begin to keep the times if there are any, and nobody here does already; returns at once."""
        if rota.turns(self.app):
            super().run_if_due()

    def _work(self) -> None:
        # Until the next child is due, so that nothing is late.
        rota.keep_for(self.app, self.app.config["SWEEP_EVERY_S"])
