"""Is this container well? A worker and the clock sign PULSE_FILE every few seconds, a web process answers.

Imports nothing of Microblog, so that to ask costs next to nothing. Ends with 1, and why, if it is not well.
"""

import os
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

# Longer than a database that hangs keeps a process waiting: to restart all of them would mend nothing.
SILENT_AFTER_S = 180
ANSWER_WITHIN_S = 4


def signed() -> bool:
    """Whether a process here has given a sign of life."""
    try:
        age_s = time.time() - Path(os.environ["PULSE_FILE"]).stat().st_mtime
    except FileNotFoundError:
        return False
    return age_s < SILENT_AFTER_S


def answers() -> bool:
    """Whether a web process here answers."""
    connection = HTTPConnection("127.0.0.1", int(os.environ["PORT"]), timeout=ANSWER_WITHIN_S)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False


if __name__ == "__main__":
    # Either will do: whoever drains the queue inside a web container leaves a sign that grows old.
    if not signed() and not answers():
        sys.exit(f"no sign of life for {SILENT_AFTER_S} seconds, and no answer to /livez")
