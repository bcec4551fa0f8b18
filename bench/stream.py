"""News pushed to a thousand open pages of one process, and to a real browser: `python -m bench.stream`."""

from __future__ import annotations

import argparse
import resource
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles

from app import db
from app.models import Notification
from bench import crowd
from bench.application import inside, running
from bench.browser import Browser
from bench.listeners import Listeners
from bench.memory import resident_mib
from bench.report import Verdict, conclude
from bench.watcher import watch
from deploy.local.stack import Stack

READER = "reader"
PAGE = "/explore"
PAGES = 50
BURST = 200
OPEN_FILES = 4096
MS_PER_S = 1_000

REQUIRED_MIB = 100
REQUIRED_MEDIAN_S = 0.3
REQUIRED_P99_S = 1.0
REQUIRED_POLL_S = 1.5


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, measure, print; the exit code."""
    options = _parser().parse_args(arguments)
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    verdicts = _measure_many(options.streams)
    for name, environ in (("push", {}), ("polls alone", {"STREAMS_MOST": "0"})):
        verdicts += _measure_page(name, environ, reports=options.reports)
    return conclude(verdicts, check=options.check)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.stream", description=__doc__)
    parser.add_argument("--streams", type=int, default=1000, help="open at once, each of another user")
    parser.add_argument("--reports", type=int, default=100, help="that a browser sees, four a second")
    parser.add_argument("--check", action="store_true", help="fail if it is not good enough")
    return parser


def _measure_many(count: int) -> list[Verdict]:
    with running(workers=0, WEB_CONCURRENCY="1") as stack, inside(stack) as app:
        visitor = _visitor(stack)
        pid = stack.process("web").pid
        before_mib, before_ms = resident_mib(pid), _page_ms(visitor)
        user_ids = crowd.people(count)
        listeners = Listeners(stack.url)
        for cookie in crowd.cookies(app, user_ids):
            listeners.open(cookie)
        grown_mib, during_ms = resident_mib(pid) - before_mib, _page_ms(visitor)
        delays = _delays(listeners, user_ids)
        listeners.close()
    print(f"{count} streams: {grown_mib:.1f} MiB more; {PAGE} {before_ms:.1f} ms, then {during_ms:.1f}")
    return [
        Verdict(grown_mib <= REQUIRED_MIB, f"{count} streams cost {grown_mib:.1f} ≤ {REQUIRED_MIB} MiB"),
        *_verdicts(f"of {count} streams, {len(delays)} news at once", delays),
    ]


def _visitor(stack: Stack) -> Browser:
    crowd.reader(READER, follows=[])
    visitor = Browser(stack.url)
    visitor.log_in(READER, crowd.PASSWORD)
    _page_ms(visitor)
    return visitor


def _page_ms(visitor: Browser) -> float:
    took_ms = median(visitor.open(PAGE).took_s for _ in range(PAGES)) * MS_PER_S
    visitor.rest()
    return took_ms


def _delays(listeners: Listeners, user_ids: Sequence[int]) -> list[float]:
    told = user_ids[:BURST]
    with ThreadPoolExecutor(1) as pool:
        heard = pool.submit(listeners.hear, len(told), within_s=30)
        for user_id in told:
            Notification.tell(user_id, "unread_message_count", 1)
            db.session.commit()
        return heard.result()


def _measure_page(name: str, environ: dict[str, str], *, reports: int) -> list[Verdict]:
    """How long after a worker's report a browser shows it."""
    with running(workers=0, **environ) as stack, inside(stack):
        user = crowd.reader(READER, follows=[])
        delays = watch(stack, user, reports=reports)
    if environ:
        _tell(name, delays)
        return [Verdict(max(delays) <= REQUIRED_POLL_S, f"{name}: {max(delays):.2f} ≤ {REQUIRED_POLL_S} s")]
    return _verdicts(f"a browser, {name}", delays)


def _verdicts(name: str, delays: list[float]) -> list[Verdict]:
    half, p99 = _tell(name, delays)
    return [
        Verdict(half <= REQUIRED_MEDIAN_S, f"{name}: median {half:.3f} ≤ {REQUIRED_MEDIAN_S} s"),
        Verdict(p99 <= REQUIRED_P99_S, f"{name}: p99 {p99:.3f} ≤ {REQUIRED_P99_S} s"),
    ]


def _tell(name: str, delays: list[float]) -> tuple[float, float]:
    """Print how long it took; the median and the 99th percentile."""
    half, p99 = median(delays), quantiles(delays, n=100)[-1]
    print(f"{name}: {len(delays)} seen, median {half:.3f} s, p99 {p99:.3f} s, longest {max(delays):.3f} s")
    return half, p99


if __name__ == "__main__":
    sys.exit(main())
