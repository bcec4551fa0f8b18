"""Workers as people start them: processes of their own, with the settings of the test's application."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from deploy.local.places import ROOT
from tests.support.apps import STRONG_KEY

OURS = "app.jobs.worker.Worker"


def environ(app: Flask, **more: str) -> dict[str, str]:
    """What a worker finds in its environment."""
    places = {
        "DATABASE_URL": "SQLALCHEMY_DATABASE_URI",
        "REDIS_URL": "REDIS_URL",
        "STORAGE_URL": "STORAGE_URL",
    }
    settings = {name: app.config[key] for name, key in places.items()}
    settings |= {
        "SECRET_KEY": STRONG_KEY,
        "FLASK_SKIP_DOTENV": "1",
        "RQ_WORKER_CLASS": OURS,
        "SWEEP_EVERY_S": "1",
    }
    return os.environ | settings | more


@contextlib.contextmanager
def worker(app: Flask, log: Path, *options: str, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that runs; it is asked to end at the end."""
    command = [sys.executable, "-m", "rq.cli", "worker", "microblog-tasks", *options]
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environ(app, **more), stdout=output, stderr=output)
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            process.wait(30)
