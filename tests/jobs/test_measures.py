"""How far a task is, and when it will probably be done."""

from datetime import timedelta

import pytest
import time_machine

from app.jobs.measures import Estimate, rounded
from tests import factories
from tests.factories import BEGINNING


def estimate(*notes):
    """An estimate after notes of (moment, share)."""
    made = Estimate()
    for at, share in notes:
        made.note(share, at=at)
    return made


@pytest.mark.parametrize(
    ("notes", "left_s"),
    [
        ([], None),
        ([(0, 0), (4.9, 0.5)], None),
        ([(0, 0), (60, 0.09)], None),
        ([(0, 0), (5, 0.1)], 45),
        ([(0, 0), (30, 0.5)], 30),
        ([(100, 0), (130, 0.75)], 10),
    ],
)
def test_what_is_left_is_told_after_five_seconds_and_ten_per_cent(notes, left_s):
    at = notes[-1][0] if notes else 0

    assert estimate(*notes).left_s(at=at) == (left_s if left_s is None else pytest.approx(left_s))


def test_a_run_that_goes_on_where_another_was_is_measured_by_itself():
    assert estimate((0, 0.5), (10, 0.6)).left_s(at=10) == pytest.approx(40)


def test_a_run_that_stands_still_promises_nothing():
    assert estimate((0, 0.5), (10, 0.5)).left_s(at=10) is None


def test_one_burst_does_not_make_it_jump():
    before = estimate((0, 0), (10, 0.1))
    assert before.left_s(at=10) == pytest.approx(90)
    before.note(0.5, at=10.25)

    # Measured since the beginning it would be 10.25 s.
    assert before.left_s(at=10.25) == pytest.approx(86, abs=1)


def test_it_comes_round_to_what_is_measured():
    steady = [(10 + number, 0.5 + number / 100) for number in range(40)]
    notes = [(0, 0), (10, 0.1), *steady]

    assert estimate(*notes).left_s(at=49) == pytest.approx(7, abs=4)


def test_what_takes_longer_than_foreseen_has_nothing_left():
    assert estimate((0, 0), (10, 0.5)).left_s(at=100) == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, ("seconds", 0)), (59.9, ("seconds", 60)), (60, ("minutes", 1)), (89, ("minutes", 1)),
        (91, ("minutes", 2)), (3500, ("minutes", 58)), (3590, ("hours", 1)), (3600, ("hours", 1)),
        (9100, ("hours", 3)),
    ],
)  # fmt: skip
def test_people_are_told_a_rounded_time(seconds, words):
    assert rounded(seconds) == words


@pytest.mark.parametrize(("elapsed_s", "eta_s"), [(0, 30), (20, 10), (31, 0)])
def test_a_row_tells_how_many_seconds_are_left_now(alice, elapsed_s, eta_s):
    task = factories.task(user=alice, expected_at=BEGINNING + timedelta(seconds=30))
    with time_machine.travel(BEGINNING + timedelta(seconds=elapsed_s), tick=False):
        assert (task.eta_s, task.measures()["left"]) == (eta_s, ("seconds", eta_s))
