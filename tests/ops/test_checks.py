"""Looking at several things at once."""

import threading

import pytest

from app.ops import checks
from app.ops.checks import Check


def told(*todo, **options):
    return [str(finding) for finding in checks.perform(todo, **options)]


def test_what_is_well_is_told_and_what_is_not_is_a_sentence(app):
    assert told(Check("one", lambda: None), Check("two", lambda: "No.")) == ["OK", "No."]


def test_a_note_is_no_fault(app):
    [finding] = checks.perform([Check("one", lambda: "Perhaps.", grave=False)])

    assert str(finding) == "Note: Perhaps." and not finding.is_fault


def test_what_never_answers_is_not_waited_for(app):
    never = threading.Event()
    slow = Check("slow", lambda: never.wait(60) and None)

    assert told(slow, within_s=0.01) == ["There is no answer within 0.01 seconds."]
    never.set()


def test_a_fault_of_a_check_is_not_taken_for_one_of_the_site(app):
    with pytest.raises(ZeroDivisionError):
        told(Check("broken", lambda: 1 // 0))
