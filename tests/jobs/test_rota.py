"""What is done at fixed times: by one of all who keep them, at those times, and whatever else goes wrong."""

import os
import threading
import time
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.exc import OperationalError

from app.core import clock
from app.jobs import rota, sweeper
from app.jobs.lease import Lease
from app.jobs.rota import Turn
from app.jobs.sweeper import Timekeeper
from tests.factories import BEGINNING
from tests.support.servers import wait_for


@pytest.fixture
def turn(app):
    """Something to do each minute; it notes when it was done."""
    done = []
    turn = Turn("notes", 60, lambda: done.append((clock.now() - BEGINNING).total_seconds()))
    app.extensions["rota"], before = [turn], app.extensions["rota"]
    turn.do.done = done
    yield turn
    app.extensions["rota"] = before


def take(turn, after_s):
    with time_machine.travel(BEGINNING + timedelta(seconds=after_s), tick=False):
        return rota.take(turn)


def fails(error):
    def fail():
        raise error

    return fail


def test_the_first_is_due_at_once_and_the_next_after_a_minute(turn):
    for after_s in (0, 1, 59.9, 60, 61):
        take(turn, after_s)

    assert turn.do.done == [0, 60]


def test_times_do_not_drift(turn):
    for minute in range(10):
        take(turn, 60 * minute + 0.7)

    assert Lease.ends_at("turn:notes") == BEGINNING.timestamp() + 600.7


def test_what_comes_late_does_not_make_the_next_late(turn):
    for after_s in (0, 75, 119, 120):
        take(turn, after_s)

    assert turn.do.done == [0, 75, 120]


def test_what_was_missed_is_caught_up_once(turn):
    for after_s in (0, 1000, 1001, 1019, 1020):
        take(turn, after_s)

    assert turn.do.done == [0, 1000, 1020]


def test_a_shorter_time_holds_at_once(turn):
    take(turn._replace(every_s=3600), 0)
    take(turn, 1)

    assert turn.do.done == [0, 1]


def test_two_clocks_do_it_once(app, turn):
    begin = threading.Barrier(4)

    def keep():
        begin.wait()
        with app.app_context():
            rota.take(turn)

    threads = [threading.Thread(target=keep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(turn.do.done) == 1


def test_who_comes_second_finds_it_taken(turn):
    take(turn, 0)

    assert Lease._move("turn:notes", BEGINNING.timestamp(), 0) is False


def test_two_hosts_whose_clocks_differ_take_no_more_turns(turn):
    for after_s in range(0, 120, 5):
        take(turn, after_s)
        take(turn, after_s + 90)

    assert turn.do.done == [0, 90, 120, 180]


def test_a_look_is_due_when_the_turn_is(turn):
    assert take(turn, 0) == rota.LOOK_EVERY_S
    assert take(turn, 58) == pytest.approx(2)


@pytest.mark.parametrize(
    "error",
    [OperationalError("", None, Exception("away")), ValueError("a fault of ours"), BaseException("a panic")],
)
def test_what_fails_is_logged_and_tried_again(turn, caplog, error):
    failing = turn._replace(do=fails(error))

    assert take(failing, 0) == rota.LOOK_EVERY_S
    assert "notes" in caplog.text
    take(turn, 60)
    assert turn.do.done == [60]


def test_times_are_kept_in_a_thread_of_its_own(app, turn):
    with rota.kept(app):
        wait_for(lambda: turn.do.done, "the first turn")


def test_what_has_been_begun_is_finished(app, turn):
    done = []
    app.extensions["rota"] = [turn._replace(do=lambda: (time.sleep(0.1), done.append(1)))]
    rota.keep_for(app, 0.05)

    assert done == [1]


@pytest.fixture
def keeper(app, turn, setting, monkeypatch):
    """What keeps the times in a worker, in short shifts; they are over with the test."""
    setting(SWEEP_EVERY_S=0)
    monkeypatch.setattr(sweeper, "OVERLAP_S", 0.2)
    keeper = Timekeeper(app)
    yield keeper
    wait_for(lambda: all(shift.is_idle(time.monotonic()) for shift in keeper._shifts), "the children to end")


with_children = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")


@with_children
def test_a_worker_keeps_them_in_a_child(app, turn, keeper, tmp_path):
    app.extensions["rota"] = [turn._replace(do=lambda: tmp_path.joinpath(str(os.getpid())).touch())]
    keeper.run_if_due()
    [file] = wait_for(lambda: [*tmp_path.iterdir()], "the first turn")

    assert int(file.name) == keeper._shifts[0]._child != os.getpid()


@with_children
def test_the_next_child_begins_before_the_last_ends_and_there_are_no_more_than_two(turn, keeper):
    for _ in range(3):
        keeper.run_if_due()

    assert len({shift._child for shift in keeper._shifts} - {0}) == 2


def test_a_worker_without_any_begins_no_child(app):
    keeper = Timekeeper(app)
    keeper.run_if_due()

    assert [shift._child for shift in keeper._shifts] == [0, 0]
