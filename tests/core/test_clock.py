"""The one clock."""

from datetime import UTC, datetime, timedelta

import time_machine

from app.core import clock

MOMENT = datetime(2026, 2, 3, 4, 5, 6, 789_000, tzinfo=UTC)


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset() == timedelta(0)


@time_machine.travel(MOMENT, tick=False)
def test_both_forms_tell_the_same_moment():
    assert clock.now() == MOMENT
    assert clock.now_ts() == MOMENT.timestamp()
