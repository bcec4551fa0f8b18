"""What work after a response costs the requests that ask for it: `python -m bench.afterwards`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from app import db
from app.accounts.tokens import ApiToken
from app.models import User
from bench.application import inside, running, served
from bench.report import Verdict, conclude, table
from deploy.local.places import NOTICES

PLAIN = "/api/silent/susan@example.com"
WITH_WORK = "/send-notification/susan@example.com?q=lamp"
LINES_EACH = 2
REQUIRED_RATIO = 1.10
DONE_WITHIN_S = 10
MS_PER_S = 1_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, measure, print; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.afterwards", description=__doc__)
    parser.add_argument("--requests", type=int, default=1_000, help="of each kind, in turns")
    parser.add_argument("--check", action="store_true", help="fail if it is not good enough")
    options = parser.parse_args(arguments)
    with running(workers=0) as stack, inside(stack), served(stack, "bench.noting:app") as url:
        client = Client(url, _token())
        plain, with_work = in_turns(client, requests=options.requests)
        lines = _lines(stack.folder / NOTICES, expected=LINES_EACH * options.requests)
    ratio = with_work / plain
    print(table(("request", "median ms"), [["plain", f"{plain:.2f}"], ["with work", f"{with_work:.2f}"]]))
    return conclude(
        [
            Verdict(ratio <= REQUIRED_RATIO, f"with work {ratio:.2f} ≤ {REQUIRED_RATIO} x without"),
            Verdict(lines == LINES_EACH * options.requests, f"{lines:,} pieces of work were done"),
        ],
        check=options.check,
    )


class Client:
    """A program with one connection that stays open."""

    def __init__(self, url: str, token: str) -> None:
        self._connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
        self._headers = {"Authorization": f"Bearer {token}"}

    def post(self, path: str) -> float:
        """Ask, and read the answer; how long it took, in seconds. Raises LookupError if it is not 202."""
        began = time.perf_counter()
        self._connection.request("POST", path, headers=self._headers)
        answer = self._connection.getresponse()
        answer.read()
        took_s = time.perf_counter() - began
        if answer.status != 202:
            raise LookupError(f"{path} is answered with {answer.status}.")
        return took_s


def in_turns(client: Client, *, requests: int) -> list[float]:
    """The median of both kinds in milliseconds; a slow moment of the machine meets both."""
    times: list[list[float]] = [[], []]
    for _ in range(requests):
        for noted, path in zip(times, (PLAIN, WITH_WORK), strict=True):
            noted.append(client.post(path))
    return [median(noted) * MS_PER_S for noted in times]


def _token() -> str:
    user = User(username="noting", email="noting@example.com")
    db.session.add(user)
    db.session.flush()
    token, _ = ApiToken.issue(user.id, name=None, keep=timedelta(days=1))
    db.session.commit()
    return token


def _lines(path: Path, *, expected: int) -> int:
    """How many lines there are, when there are enough or nobody waits any longer."""
    until = time.monotonic() + DONE_WITHIN_S
    while time.monotonic() < until:
        lines = path.read_bytes().count(b"\n") if path.exists() else 0
        if lines >= expected:
            break
        time.sleep(0.05)
    return lines


if __name__ == "__main__":
    sys.exit(main())
