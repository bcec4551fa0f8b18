"""What watches a run from the side."""

import os
import signal
import threading
import time

import pytest

from app.jobs import watch
from app.jobs.errors import HandBack, OutOfTime, Revoked
from app.jobs.watch import Watch

LONG_S = 3600


def watching(*, beat=lambda: None, holds=lambda: True, beat_every_s=LONG_S, limit_s=LONG_S):
    return Watch(beat=beat, holds=holds, beat_every_s=beat_every_s, limit_s=limit_s)


@pytest.fixture(autouse=True)
def all_the_time(watchful):
    """Looks all the time."""


def test_a_sign_of_life_is_given_again_and_again():
    beats = threading.Semaphore(0)
    with watching(beat=beats.release, beat_every_s=0):
        for _ in range(3):
            beats.acquire()


def test_no_sign_of_life_before_its_time():
    looked, beats = threading.Semaphore(0), []
    with watching(beat=lambda: beats.append(1), holds=lambda: looked.release() or True):
        for _ in range(3):
            looked.acquire()

    assert beats == []


def test_a_run_whose_claim_is_gone_is_stopped_wherever_it_waits():
    with pytest.raises(Revoked), watching(holds=lambda: False):
        time.sleep(LONG_S)


def test_a_run_that_takes_too_long_is_stopped_wherever_it_waits():
    with pytest.raises(OutOfTime), watching(limit_s=0):
        time.sleep(LONG_S)


def test_a_run_whose_process_is_asked_to_end_stops_at_once():
    with pytest.raises(HandBack), watching():
        os.kill(os.getpid(), signal.SIGTERM)


def test_what_a_library_makes_of_its_end_is_no_fault():
    def complain_when_left():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            raise RuntimeError

    with pytest.raises(HandBack), watching():
        complain_when_left()


def test_a_run_that_begins_when_its_process_was_asked_to_end_stops_at_once():
    watch.request_end(signal.SIGTERM, None)
    with pytest.raises(HandBack), watching():
        time.sleep(LONG_S)


def test_somebody_elses_handler_of_the_end_is_left_alone():
    asked = []
    before = signal.signal(signal.SIGTERM, lambda *_: asked.append("to end"))
    try:
        with watching():
            os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)

    assert asked == ["to end"]


def test_the_handlers_are_as_before_when_it_is_over():
    before = [signal.getsignal(number) for number in (watch.KICK, signal.SIGTERM)]
    with watching():
        assert signal.getsignal(watch.KICK) != before[0]

    assert [signal.getsignal(number) for number in (watch.KICK, signal.SIGTERM)] == before


@pytest.fixture
def one():
    """A watch that looks at nothing by itself."""
    watched = watching()
    watched._armed = True
    return watched


def test_the_first_reason_counts(one):
    one.stop(Revoked)
    one.stop(OutOfTime)

    with pytest.raises(Revoked):
        one.check()


def test_who_is_stopped_is_told_once_and_may_clean_up(one):
    one.stop(Revoked)
    with pytest.raises(Revoked):
        one.check()

    assert one.check() is None


def test_who_swallows_it_is_told_again(one, monkeypatch):
    monkeypatch.setattr(watch, "SHIELDED_MOST_S", -1)
    one.stop(Revoked)

    for _ in range(3):
        with pytest.raises(Revoked):
            one.check()


def shielded(one, steps):
    with one.shield():
        with one.shield():
            one.check()
            steps.append("inner")
        steps.append("outer")


def test_what_is_shielded_ends_before_the_run_does(one):
    steps = []
    one.stop(Revoked)
    with pytest.raises(Revoked):
        shielded(one, steps)

    assert steps == ["inner", "outer"]


def test_a_shield_does_not_hold_for_ever(monkeypatch):
    monkeypatch.setattr(watch, "SHIELDED_MOST_S", 0.01)
    with pytest.raises(Revoked), watching(holds=lambda: False) as one, one.shield():
        time.sleep(LONG_S)


def test_elsewhere_than_in_the_main_thread_a_run_ends_at_its_next_report():
    raised, noticed = [], threading.Event()

    def run():
        with watching(holds=lambda: noticed.set() or False) as one:
            noticed.wait()
            while True:
                one.check()

    def outcome():
        try:
            run()
        except Revoked as error:
            raised.append(type(error))

    thread = threading.Thread(target=outcome)
    thread.start()
    thread.join()
    assert raised == [Revoked]


def test_when_it_is_over_nobody_is_stopped_any_more():
    with watching() as one:
        pass
    one.stop(Revoked)

    assert one.check() is None


def test_what_never_began_can_be_closed():
    assert watching().close() is None
