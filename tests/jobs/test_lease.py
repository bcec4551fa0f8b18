"""Leases: of all that might do something, one does it."""

import threading
from datetime import timedelta

import sqlalchemy as sa
import time_machine

from app import db
from app.jobs.lease import Lease
from tests.factories import BEGINNING


def take(after_s=0, name="sweep"):
    with time_machine.travel(BEGINNING + timedelta(seconds=after_s), tick=False):
        return Lease.take(name, for_s=5)


def test_the_first_gets_it_and_the_second_does_not(app):
    assert [take(), take()] == [True, False]


def test_once_it_is_over_another_gets_it(app):
    assert [take(0), take(4.9), take(5), take(6)] == [True, False, True, False]


def test_leases_have_names(app):
    assert take(name="sweep") and take(name="tidy")


def test_who_comes_too_late_to_begin_it_does_not_get_it(app):
    assert take()
    assert Lease._begin("sweep", 0) is False
    assert Lease._move("sweep", BEGINNING.timestamp(), 0) is False


def test_one_of_a_clock_that_was_ahead_keeps_nobody_waiting(app):
    assert [take(86_400), take(0)] == [True, True]


def test_of_many_at_the_same_moment_one_gets_it(app):
    begin, got = threading.Barrier(4), []

    def try_it():
        with app.app_context():
            begin.wait()
            got.append(Lease.take("sweep", for_s=60))
            db.session.remove()

    threads = [threading.Thread(target=try_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False, False, False, True]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Lease)) == 1
