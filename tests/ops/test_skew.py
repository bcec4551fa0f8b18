"""The clocks of the servers."""

import re
from datetime import timedelta

import pytest

from app.core import clock
from app.ops import skew


@pytest.fixture
def ours_is_off(monkeypatch):
    """Set our own clock wrong, by seconds."""

    def shift(seconds):
        real = clock.now
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(seconds=seconds))

    return shift


def test_clocks_that_agree_are_well(app):
    assert skew.skew() is None


def test_a_little_is_well(app, ours_is_off):
    ours_is_off(1)

    assert skew.skew() is None


@pytest.mark.parametrize(("seconds", "way"), [(60, "behind"), (-60, "ahead of")])
def test_a_minute_is_told(app, ours_is_off, seconds, way):
    ours_is_off(seconds)

    pattern = rf"The clock of Redis is (59|60)\.\d s {way} ours\. Let NTP set all clocks\."
    assert re.fullmatch(pattern, skew.skew())


def test_without_redis_the_database_is_asked(app, without_redis, monkeypatch):
    monkeypatch.setattr(skew, "_database_s", lambda: clock.now_ts() + 5)

    assert skew.skew().startswith("The clock of the database is ")


def test_what_does_not_answer_is_not_off(app, without_redis):
    assert skew.skew() is None
