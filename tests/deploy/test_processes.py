"""A process of the stack starts, serves and ends as it should, or says why not."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.local import sessions
from deploy.local.guard import Guard
from deploy.local.processes import TAIL_LINES, Process, Program, StackError, Surroundings, tail
from tests.support.servers import wait_for

FOREVER = "sleep 60"
DEAF = "trap '' TERM; echo deaf; while :; do sleep 0.1; done"


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """Make a process of a line for the shell; it is gone after the test."""
    around = Surroundings(dict(os.environ), tmp_path, Guard())
    with contextlib.ExitStack() as made:

        def make(script: str, **how: object) -> Process:
            process = Process(Program("part", ["sh", "-c", script], **how), around)
            made.callback(process.kill)
            return process

        yield make


def test_it_starts_when_it_is_ready(process, tmp_path):
    serving = tmp_path / "serving"
    part = process(f"touch {serving}; {FOREVER}", is_ready=lambda _pid: serving.exists())

    part.start()

    assert part.alive
    assert serving.exists()


def test_an_end_before_it_is_ready_is_told_with_its_reason(process):
    with pytest.raises(
        StackError, match=r"(?s)part ended unexpectedly \(exit code 3\).*part\.log:\n  \| no luck"
    ):
        process("echo no luck; exit 3", is_ready=lambda _pid: False).start()


def test_who_is_not_ready_in_time_is_named(process):
    with pytest.raises(StackError, match=r"part was not ready within 0\.1 s\. The end of .*\n  \(empty\)"):
        process(FOREVER, is_ready=lambda _pid: False, ready_within_s=0.1).start()


def test_an_end_that_nobody_wanted_is_told(process):
    part = process(FOREVER)
    part.start()
    os.kill(part.pid, signal.SIGKILL)

    with pytest.raises(StackError, match=r"ended unexpectedly \(killed by SIGKILL\)"):
        wait_for(part.check, "the end", within_s=5)


def test_an_end_that_was_asked_for_is_not_told(process):
    part = process(FOREVER)
    part.start()

    part.signal(signal.SIGTERM)

    wait_for(lambda: not part.alive, "the end", within_s=5)
    part.check()


def test_it_finishes_in_its_time(process):
    part = process("exit 0")
    part.launch()

    part.finish(within_s=5)

    assert not part.alive


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("exit 3", "failed (exit code 3)"),
        ("kill -9 $$", "killed by SIGKILL"),
        (FOREVER, "not end within 0.2 s"),
    ],
)
def test_it_says_how_it_did_not_finish(process, script, told):
    part = process(script)
    part.launch()

    with pytest.raises(StackError) as error:
        part.finish(within_s=0.2)
    assert told in str(error.value)


def test_its_children_end_with_it(process):
    part = process(f"{FOREVER} & {FOREVER}")
    part.start()
    session = wait_for(lambda: len(sessions.members(part.pid)) == 3 and part.pid, "the children", within_s=5)

    part.stop()

    assert sessions.members(session) == []


def test_who_does_not_listen_is_killed(process):
    part = process(DEAF, is_ready=lambda _pid: "deaf" in tail(part.log), stop_within_s=0.2)
    part.start()
    session = part.pid

    part.stop()

    assert sessions.members(session) == []


def test_what_does_not_run_has_no_id(process):
    with pytest.raises(StackError, match="part does not run"):
        _ = process(FOREVER).pid


def test_only_the_end_of_a_log_is_shown(tmp_path):
    log = tmp_path / "part.log"
    log.write_text("".join(f"line {number}\n" for number in range(100)))

    shown = tail(log).splitlines()

    assert len(shown) == TAIL_LINES
    assert shown[-1] == "  | line 99"
