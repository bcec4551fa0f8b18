"""Looking at several things at once."""

import threading

from app.ops import checks
from app.ops.checks import Check


def told(*todo):
    return [str(finding) for finding in checks.perform(todo)]


def test_what_is_well_is_told_and_what_is_not_is_a_sentence(app):
    assert told(Check("one", lambda: None), Check("two", lambda: "No.")) == ["OK", "No."]


def test_a_note_is_no_fault(app):
    [finding] = checks.perform([Check("one", lambda: "Perhaps.", grave=False)])

    assert str(finding) == "Note: Perhaps." and not finding.is_fault


def test_what_never_answers_is_not_waited_for(app, monkeypatch):
    monkeypatch.setattr(checks, "WITHIN_S", 0.01)
    never = threading.Event()
    slow = Check("slow", lambda: never.wait(60) and None)

    [sentence] = told(slow)
    assert sentence.startswith("There is no answer within 0.01 seconds. Look at its address")
    never.set()


def test_a_check_that_breaks_says_so_and_takes_no_other_with_it(app):
    broken, sentence = (
        Check("broken", lambda: 1 // 0),
        "ZeroDivisionError: integer division or modulo by zero.",
    )

    assert told(broken, Check("two", lambda: None)) == [f"This check itself failed: {sentence}", "OK"]


def test_a_time_out_of_its_own_is_not_taken_for_ours(app):
    def give_up():
        raise TimeoutError("after 3 s")

    assert told(Check("hasty", give_up)) == ["This check itself failed: TimeoutError: after 3 s."]
