"""`make demo` and `make run`: they do what they say, and nothing of them remains."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from deploy.local.folder import held
from deploy.local.processes import StackError
from deploy.local.visitor import Visitor
from tests.deploy.support.terminal import terminal, users_of
from tests.support.servers import wait_for

CHECKED = "Checked against the database: every post is there"
SERVES = "Ctrl-C ends it."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "local"


def test_the_tour_ends_well_and_leaves_no_process(folder):
    with terminal(folder, "demo", "--once") as tour:
        assert tour.exit_code() == 0, tour.said

    assert CHECKED in tour.said
    assert users_of(folder) == set()


def test_after_the_tour_it_serves_until_ctrl_c(folder):
    with terminal(folder, "demo") as demo:
        demo.wait_for(SERVES)
        assert Visitor(demo.url).open("/auth/login").form("/auth/login")
        assert len(users_of(folder)) >= 6

        demo.press_ctrl_c()
        assert demo.exit_code() == 0, demo.said

    assert users_of(folder) == set()
    with pytest.raises(StackError, match="refused"):
        Visitor(demo.url).open("/")


def test_a_stack_that_is_killed_leaves_no_process_and_its_folder_is_free(folder):
    with terminal(folder, "run") as run:
        run.wait_for(SERVES)
        run.send(signal.SIGKILL)
        run.exit_code()

        wait_for(lambda: not users_of(folder), "the guard to end what was left", within_s=5)
        with held(folder, note="the next"):
            pass


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_it_ends_in_order_when_told_to(folder, number):
    with terminal(folder, "run") as run:
        run.wait_for("Starting Microblog")
        wait_for(lambda: users_of(folder), "the first part")
        run.send(number)

        assert run.exit_code() == 128 + number

    assert users_of(folder) == set()


def test_a_part_that_ends_by_itself_ends_the_whole_and_is_named(folder):
    with terminal(folder, "run") as run:
        run.wait_for(SERVES)
        _kill_valkey(run.folder)

        assert run.exit_code() == 1

    assert "valkey ended unexpectedly (killed by SIGKILL)" in run.said
    assert users_of(folder) == set()


def _kill_valkey(folder: Path) -> None:
    for pid in users_of(folder):
        if Path("/proc", pid, "fd/1").readlink() == folder / "logs" / "valkey.log":
            os.kill(int(pid), signal.SIGKILL)
