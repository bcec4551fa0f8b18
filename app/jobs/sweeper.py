"""Sweeps beside a worker's own work."""

from __future__ import annotations

import os
import signal
import time
from typing import NoReturn

from flask import Flask

from app.extensions import db
from app.jobs import sweep

# A sweep that takes longer than this hangs; another process will do it.
PATIENCE_S = 30


class Sweeper:
    """Runs the sweep in a forked child: the parent may open no connection that its children would inherit."""

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
            self._child = os.fork() or _sweep_and_exit(self.app)

    def _reap(self, now: float) -> bool:
        """Whether the child has ended."""
        if now - self._began_at > PATIENCE_S:
            os.kill(self._child, signal.SIGKILL)
        try:
            ended, _status = os.waitpid(self._child, os.WNOHANG)
        except ChildProcessError:
            ended = self._child
        if ended:
            self._child = 0
        return bool(ended)


def _sweep_and_exit(app: Flask) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with app.app_context():
            db.engine.dispose(close=False)
            sweep.sweep_quietly()
    finally:
        # Not sys.exit: what is above us on the stack belongs to the parent.
        os._exit(0)
