"""Signed links."""

from datetime import timedelta

import pytest
import time_machine

from app.core.signing import sign, unsign
from tests.factories import BEGINNING

KEY = "the key of this test"


def read(token, **changes):
    return unsign(token, **{"purpose": "greet", "key": KEY, "max_age_s": 60} | changes)


def test_a_token_brings_back_its_value():
    assert read(sign([1, "two"], purpose="greet", key=KEY)) == [1, "two"]


def test_a_token_is_good_for_one_purpose():
    assert read(sign(1, purpose="greet", key=KEY), purpose="leave") is None


def test_a_token_of_another_key_is_forged():
    assert read(sign(1, purpose="greet", key="another key")) is None


@pytest.mark.parametrize(("age_s", "value"), [(60, 1), (61, None)])
def test_a_token_ends(age_s, value):
    with time_machine.travel(BEGINNING, tick=False) as traveller:
        token = sign(1, purpose="greet", key=KEY)
        traveller.shift(timedelta(seconds=age_s))
        assert read(token) == value


@pytest.mark.parametrize("token", ["", ".", "a.b.c", "\x00", "é" * 10, "x" * 10_000])
def test_what_is_no_token_has_no_value(token):
    assert read(token) is None


def test_a_changed_token_is_forged():
    token = sign(1, purpose="greet", key=KEY)

    assert read("x" + token) is None and read(token[:-1]) is None
