"""A sign of life in a file: what looks after a container sees by its age whether the process still works."""

import contextlib
from pathlib import Path

from flask import Flask


def beat(app: Flask) -> None:
    """Sign, if PULSE_FILE names a place; for processes that answer no requests."""
    path = app.config["PULSE_FILE"]
    # Whoever looks finds that it has not been signed. A full disk is no reason to stop working.
    with contextlib.suppress(OSError):
        if path:
            Path(path).touch()
