"""The log of notices: a file of JSON lines, which begins anew when somebody moves it away."""

from __future__ import annotations

import errno
from pathlib import Path

import orjson
from flask import current_app

from app.core import clock


def write(user_id: int, words: str) -> None:
    """Note what a user's program said. Raises OSError."""
    path = Path(current_app.config["NOTICES_FILE"])
    path.parent.mkdir(parents=True, exist_ok=True)
    line = {"at": clock.now().isoformat(), "user_id": user_id, "words": words}
    # One write at the end of the file: the lines of several processes do not mix.
    with path.open("ab", buffering=0) as file:
        whole = orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)
        if file.write(whole) < len(whole):
            raise OSError(errno.ENOSPC, "half a line was written", str(path))
