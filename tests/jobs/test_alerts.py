"""What every page tells of the user's tasks."""

import json
from datetime import timedelta

import pytest
import time_machine

from app.core import clock
from app.jobs.models import ACTIVE, State
from tests import factories
from tests.support.jobs import ask, change


def ended(user, state=State.FAILED, **columns):
    columns = {"ended_at": clock.now(), "complete": True} | columns
    return factories.task(user=user, state=state, **columns)


def alert(visitor, task):
    """The attributes of a task's alert, if there is one."""
    found = visitor.get("/explore").all("div", **{"data-task": task.id})
    return found[0] if found else None


def buttons(visitor, task):
    """The verbs of the forms that can be seen."""
    forms = visitor.get("/explore").all("form")
    own = [form for form in forms if f"/tasks/{task.id}/" in form["action"] and "hidden" not in form]
    return {form["action"].rpartition("/")[2] for form in own}


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (State.PENDING, {"cancel"}),
        (State.RUNNING, {"cancel"}),
        (State.DONE, {"dismiss"}),
        (State.FAILED, {"retry", "dismiss"}),
        (State.CANCELLED, {"retry", "dismiss"}),
    ],
)
def test_an_alert_offers_what_can_be_done(as_, alice, state, shown):
    over = state not in ACTIVE
    task = factories.task(user=alice, state=state, complete=over, ended_at=clock.now() if over else None)

    assert buttons(as_(alice), task) == shown


def test_what_cannot_be_taken_back_any_more_has_no_button(as_, alice):
    assert buttons(as_(alice), factories.task(user=alice, state=State.RUNNING, committed=True)) == set()


@pytest.mark.parametrize(("name", "address"), [("export_posts", "/exports/"), ("import_posts", "/imports/")])
def test_what_is_done_is_told_by_every_page_with_the_way_to_it(as_, alice, name, address):
    task = ended(alice, State.DONE, name=name)
    [link] = as_(alice).get("/explore").all("a", href=f"{address}{task.id}")

    assert "hidden" not in link


def test_what_is_still_under_way_has_no_link_yet(as_, alice):
    task = ask(alice)
    [link] = as_(alice).get("/explore").all("a", href=f"/exports/{task.id}")

    assert "hidden" in link


def test_what_another_try_does_not_mend_has_no_button_for_it(as_, alice):
    assert buttons(as_(alice), ended(alice, reason="unreadable")) == {"dismiss"}


def test_what_failed_has_words_and_a_reference(as_, alice):
    task = ended(alice, reason="too-large")
    page = as_(alice).get("/explore")

    assert "The mail server refused even a small mail." in page.text
    assert task.reference in page.text


@pytest.mark.parametrize("reason", ["refused", "too-large", "unconfirmed", "gave-up", "too-long", "fault"])
def test_every_reason_has_words(as_, alice, reason):
    [box] = as_(alice).get("/explore").all("div", class_="tasks")

    assert json.loads(box["data-words"])[f"failed-{reason}"]


def test_a_reason_of_a_newer_release_has_words_too(as_, alice):
    ended(alice, reason="of-a-newer-release")

    assert "This did not work. Nothing of yours was lost" in as_(alice).get("/explore").text


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({}, True),
        ({"dismissed": True}, False),
        ({"ended_at": clock.now() - timedelta(days=6)}, True),
        ({"ended_at": clock.now() - timedelta(days=8)}, False),
        ({"quiet": True}, False),
    ],
)
@pytest.mark.parametrize("state", [State.DONE, State.FAILED, State.CANCELLED])
def test_an_end_is_told_for_a_week_unless_it_is_dismissed(as_, alice, state, columns, told):
    assert bool(alert(as_(alice), ended(alice, state, **columns))) is told


@pytest.mark.parametrize(("name", "told"), [("export_posts", False), ("another_kind", True)])
def test_a_later_one_of_the_kind_takes_its_place(as_, alice, name, told):
    task = ended(alice)
    factories.task(user=alice, name=name, created_at=clock.now() + timedelta(seconds=1))

    assert bool(alert(as_(alice), task)) is told


def test_nobody_is_told_of_others(as_, alice, mallory):
    assert alert(as_(mallory), ended(alice)) is None


def running(user, **columns):
    return factories.task(user=user, state=State.RUNNING, **columns)


def test_beside_the_bar_are_how_many_of_how_many_and_how_long_it_will_take(as_, alice):
    soon = clock.now() + timedelta(seconds=130)
    running(alice, progress=20, items_done=1240, items_total=4800, expected_at=soon)

    assert "1,240 of 4,800 posts, about 2 minutes left" in as_(alice).get("/explore").text


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"items_done": 0, "items_total": 1}, "0 of 1 post"),
        ({"items_done": 3, "items_total": 9, "name": "import_posts"}, "3 of 9 entries"),
        ({"items_done": 3, "items_total": 9, "name": "another_kind"}, "3 of 9"),
        ({"progress": 42}, ""),
    ],
)
def test_what_is_not_known_is_not_said(as_, alice, columns, words):
    running(alice, **columns)
    page = as_(alice).get("/explore")
    [place] = [p for p in page.all("p", class_="task-facts") if words and "hidden" not in p] or [None]

    assert words in page.text and bool(place) is bool(words)


@pytest.mark.parametrize(
    ("columns", "value"),
    [
        ({}, None),
        ({"state": State.RUNNING}, None),
        ({"state": State.RUNNING, "items_done": 0, "items_total": 9}, "0"),
        ({"state": State.RUNNING, "progress": 7}, "7"),
        ({"state": State.RUNNING, "progress": 7, "bar": 7.3}, "7.3"),
        ({"failures": 1, "progress": 7}, "7"),
    ],
)
def test_the_bar_has_no_value_while_nobody_knows_how_much_there_is(as_, alice, columns, value):
    factories.task(user=alice, **columns)

    assert as_(alice).get("/explore").all("progress")[0].get("value") == value


def test_the_place_in_the_queue_is_told(as_, alice, bob):
    factories.task(user=bob, sent_at=clock.now())
    ask(alice)

    assert "Number 2 in the queue." in as_(alice).get("/explore").text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(59, "Waiting for a worker."), (61, "Still waiting: no worker is free yet")],
)
def test_after_a_minute_of_waiting_the_page_says_so(as_, alice, seconds, words):
    task = ask(alice)
    with time_machine.travel(task.created_at + timedelta(seconds=seconds), tick=False):
        assert words in as_(alice).get("/explore").text


def test_what_was_interrupted_says_that_it_goes_on(as_, alice):
    change(ask(alice), failures=1)

    assert "It was interrupted and will be tried again in a moment." in as_(alice).get("/explore").text
