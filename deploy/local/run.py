"""`make run`: the local stack with a sample community in it, until Ctrl-C."""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Callable
from types import FrameType

from deploy.local import community
from deploy.local.places import FOLDER
from deploy.local.processes import StackError
from deploy.local.screen import table
from deploy.local.stack import Stack

USUAL_PORT = 8000
START_AFRESH = f"To start afresh, delete {FOLDER}."


def main() -> int:
    """Serve; the exit code."""
    return with_stack(serve)


def with_stack(do: Callable[[Stack], None]) -> int:
    """Do something with a Microblog that starts before and ends after; the exit code."""
    _prepare()
    print(f"Starting Microblog in {FOLDER} …", flush=True)
    try:
        with Stack(FOLDER, preferred_port=USUAL_PORT) as stack:
            settle(stack)
            do(stack)
    except StackError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nEnded.")
        return 128 + signal.SIGINT
    return 0


def settle(stack: Stack) -> None:
    """Make the sample community, if nobody lives there yet, and say where everything is."""
    stack.python("sample", "deploy.local.sample")
    print(
        table({
            "web": stack.url,
            "mails": f"{stack.url}/mailbox",
            "database": stack.environ["DATABASE_URL"],
            "queue": stack.redis_url,
            "logs": str(stack.logs),
        }),
        flush=True,
    )


def serve(stack: Stack) -> None:
    """Say how to log in, and serve until Ctrl-C."""
    print(f"\nOpen {stack.url} and log in as {community.USERNAME} with the password {community.PASSWORD}")
    print("Ctrl-C ends it.", flush=True)
    try:
        stack.serve()
    except KeyboardInterrupt:
        print("\nEnding …", flush=True)


def _prepare() -> None:
    """Show any text on any terminal, and end in order when told to."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
