"""Ending what takes too long."""

import threading
from threading import Event

from app.core.alarm import ended_after


def test_what_takes_too_long_is_ended():
    ended = Event()
    with ended_after(0.01, ended.set):
        assert ended.wait(20)


def test_what_is_done_in_time_is_not():
    with ended_after(3600, Event().set):
        [alarm] = [one for one in threading.enumerate() if isinstance(one, threading.Timer)]
    alarm.join(20)

    assert not alarm.is_alive()
