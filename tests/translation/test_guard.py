"""Leaving a service alone that fails."""

import threading

import pytest

from app.translation.guard import CALLS_AT_ONCE, FAILURES_IN_A_ROW, PAUSE_S, Guard, Paused


class Watch:
    """A clock that the test sets."""

    now_s = 100.0

    def __call__(self):
        return self.now_s


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def guard(watch):
    return Guard(failures=OSError, now_s=watch)


def fail(guard, *, times=1, error=OSError):
    def raising():
        raise error

    for _time in range(times):
        with pytest.raises(error):
            guard.call(raising)


def test_what_works_goes_through(guard):
    assert guard.call(lambda: "words") == "words"


def test_after_some_failures_in_a_row_nobody_asks(guard):
    fail(guard, times=FAILURES_IN_A_ROW)
    with pytest.raises(Paused) as paused:
        guard.call(lambda: 1 // 0)

    assert paused.value.retry_after_s == PAUSE_S + 1


def test_one_that_works_in_between_ends_the_row(guard):
    fail(guard, times=FAILURES_IN_A_ROW - 1)
    guard.call(lambda: "words")
    fail(guard, times=FAILURES_IN_A_ROW - 1)

    assert guard.call(lambda: "words") == "words"


def test_other_errors_are_not_the_services(guard):
    fail(guard, times=FAILURES_IN_A_ROW, error=KeyError)

    assert guard.call(lambda: "words") == "words"


def test_after_the_pause_it_is_asked_again_and_one_failure_is_enough(guard, watch):
    fail(guard, times=FAILURES_IN_A_ROW)
    watch.now_s += PAUSE_S
    fail(guard)

    with pytest.raises(Paused):
        guard.call(lambda: 1 // 0)


def test_few_ask_at_once_and_the_others_are_told(guard):
    inside, go_on = threading.Semaphore(0), threading.Event()

    def wait():
        inside.release()
        go_on.wait(30)

    threads = [threading.Thread(target=guard.call, args=[wait]) for _number in range(CALLS_AT_ONCE)]
    for thread in threads:
        thread.start()
        inside.acquire()
    with pytest.raises(Paused):
        guard.call(lambda: 1 // 0)
    go_on.set()
    for thread in threads:
        thread.join()

    assert guard.call(lambda: "words") == "words"
