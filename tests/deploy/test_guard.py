"""The guard ends what it watches, and nothing else."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Callable, Iterator

import pytest

from deploy.local import sessions
from deploy.local.guard import Guard, watch


@pytest.fixture
def child() -> Iterator[Callable[[], subprocess.Popen]]:
    """Start a process in a session of its own; it is gone after the test."""
    with contextlib.ExitStack() as started:

        def start() -> subprocess.Popen:
            process = started.enter_context(subprocess.Popen(["sleep", "60"], start_new_session=True))
            started.callback(process.kill)
            return process

        yield start


def test_what_it_watches_ends_with_the_pipe(child, tmp_path):
    process, guard = child(), Guard()
    with (tmp_path / "lock").open("w") as lock:
        guard.start(keep_open=lock.fileno())
    guard.watch(process.pid)

    guard.close()

    assert sessions.members(process.pid) == []


def test_what_it_shall_forget_lives_on(child):
    forgotten, watched = child(), child()

    watch([f"+{forgotten.pid}\n", f"+{watched.pid}\n", f"-{forgotten.pid}\n"])

    assert sessions.members(watched.pid) == []
    assert forgotten.poll() is None


def test_the_stack_sees_that_it_is_gone(tmp_path):
    guard = Guard()
    with (tmp_path / "lock").open("w") as lock:
        guard.start(keep_open=lock.fileno())
    assert guard.alive

    guard.close()

    assert not guard.alive
