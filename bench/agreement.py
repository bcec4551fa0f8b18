"""Whether all that count what was done say the same: `python -m bench.agreement`.

They are the database, the mail server, `/metrics` and `/operations`.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families

from app import db
from app.jobs import runner
from app.jobs.states import State
from app.models import Task
from bench import crowd
from bench.application import inside, running
from bench.browser import Browser
from bench.export import JOB, click
from bench.report import Verdict, conclude
from deploy.local.stack import Stack

TOKEN = "a-token-for-measuring"  # noqa: S105 (there is nothing behind it)
OPERATOR = "operator"
MAILS, RUNS = "mails", "runs"
# What each says of tasks: how many wait and run, and how many ended in which way.
STATES = [state.value for state in State]
FACT = re.compile(r"<strong>([\d,]+)</strong>\s*(waiting|running)")
ENDED = re.compile(r"<figcaption>([\d,]+) (done), ([\d,]+) (failed), ([\d,]+) (cancelled)")
NAMES = {"waiting": State.PENDING.value}
# Each process keeps what it counted for two seconds; a busy machine takes longer.
WITHIN_S = 30
DONE_WITHIN_S = 120
LOOK_EVERY_S = 0.2

Counted = dict[str, Counter[str]]


@dataclass(frozen=True)
class Observer:
    """Reads what each of them says of tasks of one kind, the only ones of a site."""

    stack: Stack
    kind: str
    browser: Browser

    @classmethod
    def of(cls, stack: Stack, kind: str) -> Observer:
        """An administrator, who has to be made first; the stack's METRICS_TOKEN is TOKEN."""
        operator = crowd.reader(OPERATOR, follows=[])
        operator.is_admin = True
        db.session.commit()
        browser = Browser(stack.url)
        browser.log_in(OPERATOR, crowd.PASSWORD)
        return cls(stack, kind, browser)

    def look(self) -> Counted:
        """What each says at the moment, by its name."""
        # The server hangs up on who is silent for long.
        self.browser.rest()
        return {
            "the database": self._of_database(),
            "the mail server": Counter({MAILS: len([*self.stack.mailbox.glob("*.eml")])}),
            "/metrics": self._of_metrics(),
            "/operations": self._of_page(),
        }

    def verdict(self, before: Counted, expected: Mapping[str, int], *, within_s: float = WITHIN_S) -> Verdict:
        """Whether all of them counted what was expected since then; the last may come a moment later."""
        until = time.monotonic() + within_s
        while True:
            verdict = compare(before, self.look(), expected)
            if verdict.met or time.monotonic() > until:
                return verdict
            time.sleep(LOOK_EVERY_S)

    def _of_database(self) -> Counter[str]:
        db.session.rollback()
        rows = sa.select(Task.state, sa.func.count()).where(Task.name == self.kind).group_by(Task.state)
        found = {state.value: number for state, number in db.session.execute(rows)}
        return Counter(dict.fromkeys(STATES, 0) | found)

    def _of_metrics(self) -> Counter[str]:
        text = self.browser.open("/metrics", {"Authorization": f"Bearer {TOKEN}"}).text
        counted = Counter(dict.fromkeys([*STATES, MAILS, RUNS], 0))
        for family in text_string_to_metric_families(text):
            for name, labels, value, *_ in family.samples:
                if labels.get("kind", self.kind) == self.kind and (what := _measured(name, labels)):
                    counted[what] += int(value)
        return counted

    def _of_page(self) -> Counter[str]:
        return read_page(self.browser.open("/operations").text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Let exports be made and one be cancelled, then ask everybody; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.agreement", description=__doc__)
    parser.add_argument("--exports", type=int, default=20, help="to be made by two workers")
    parser.add_argument("--check", action="store_true", help="fail if they do not agree")
    options = parser.parse_args(arguments)
    # However slow the machine is, no run is taken for dead and begun once more.
    with running(workers=2, METRICS_TOKEN=TOKEN, JOB_LEASE_S="600") as stack, inside(stack):
        verdict = _let_work(stack, options.exports)
    return conclude([verdict], check=options.check)


def _let_work(stack: Stack, exports: int) -> Verdict:
    workers = [stack.process(f"worker-{number}") for number in (1, 2)]
    for worker in workers:
        worker.stop()
    observer = Observer.of(stack, JOB)
    before = observer.look()
    for person in crowd.people(exports + 1):
        crowd.write_posts([person], 3)
        click(person)
    last = db.session.scalars(sa.select(Task).order_by(Task.user_id.desc()).limit(1)).one()
    runner.cancel(last)
    for worker in workers:
        worker.start()
    return observer.verdict(before, done_by(exports) | {State.CANCELLED: 1}, within_s=DONE_WITHIN_S)


def done_by(exports: int) -> dict[str, int]:
    """What so many exports come to, if each is made at the first try."""
    return {State.DONE: exports, MAILS: exports, RUNS: exports}


def compare(before: Counted, after: Counted, expected: Mapping[str, int]) -> Verdict:
    """Whether each counted what was expected, of what it counts at all."""
    wrong = [
        f"{name} counts {told[what] - before[name][what]} {what}"
        for name, told in after.items()
        for what in told
        if told[what] - before[name][what] != expected.get(what, 0)
    ]
    words = ", ".join(f"{number} {what}" for what, number in expected.items())
    return Verdict(not wrong, f"{words}: {'; '.join(wrong) or ', '.join(after) + ' agree'}")


def read_page(page: str) -> Counter[str]:
    """What `/operations` says of each state. Raises LookupError if it does not speak of all."""
    ended = ENDED.search(page)
    groups = ended.groups() if ended else ()
    told = [*FACT.findall(page), *zip(groups[::2], groups[1::2], strict=True)]
    counted = Counter({NAMES.get(what, what): int(number.replace(",", "")) for number, what in told})
    if {*counted} != {*STATES}:
        raise LookupError(f"/operations speaks of {', '.join(counted) or 'nothing'}.")
    return counted


def _measured(name: str, labels: Mapping[str, str]) -> str | None:
    """What a sample of `/metrics` counts; None if it is nothing that others count too."""
    if name in {"microblog_tasks_ended_total", "microblog_tasks"}:
        return labels["state"]
    if name == "microblog_run_seconds_count":
        return RUNS
    return MAILS if name == "microblog_mail_seconds_count" and labels["outcome"] == "sent" else None


if __name__ == "__main__":
    sys.exit(main())
