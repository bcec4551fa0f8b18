"""Choosing on the page how often an export comes by itself."""

import pytest
import time_machine

from app.exports.schedule import Every
from tests.factories import BEGINNING

PATH = "/exports/regular"


def save(visitor, expect=303, **fields):
    return visitor.post(PATH, on="/exports", expect=expect, **fields)


def checked(page):
    [option] = [option for option in page.all("input", name="every") if "checked" in option]
    return option["value"]


def test_at_first_it_is_never(as_, alice):
    page = as_(alice).get("/exports")

    assert checked(page) == "never" and "The next one is" not in page.text


@pytest.mark.parametrize(("every", "day"), [("week", "January 8, 2026"), ("month", "February 1, 2026")])
@time_machine.travel(BEGINNING, tick=False)
def test_the_page_says_when_the_next_one_comes(as_, alice, every, day):
    visitor = as_(alice)
    page = visitor.get(save(visitor, every=every).location)

    assert checked(page) == every and f"The next one is on {day}." in page.text
    assert "Your changes have been saved." in page.text


def test_the_page_says_that_one_is_due(as_, alice):
    with time_machine.travel(BEGINNING, tick=False):
        alice.export_regularly(Every.WEEK)

    assert "The next one is due" in as_(alice).get("/exports").text


def test_it_can_be_switched_off(as_, alice):
    alice.export_regularly(Every.WEEK)
    save(as_(alice), every="never")

    assert alice.export_schedule() is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"every": "day"}, "Not a valid choice."),
        ({"every": ""}, "Please choose one."),
        ({}, "Please choose one."),
    ],
)
def test_what_is_no_choice_is_refused_and_changes_nothing(as_, alice, fields, words):
    alice.export_regularly(Every.WEEK)
    page = save(as_(alice), expect=422, **fields)

    assert words in page.text and "The next one is on" in page.text
    assert alice.export_schedule().every is Every.WEEK


def test_one_changes_ones_own_only(as_, alice, mallory):
    alice.export_regularly(Every.MONTH)
    save(as_(mallory), every="never", user_id=alice.id)

    assert alice.export_schedule().every is Every.MONTH and mallory.export_schedule() is None


def test_who_is_not_logged_in_chooses_nothing(stranger):
    assert stranger.post(PATH, every="week").location.startswith("/auth/login")


def test_a_form_from_elsewhere_chooses_nothing(as_, alice):
    as_(alice)._open(PATH, "POST", expect=400, data={"every": "week"})

    assert alice.export_schedule() is None


def test_another_choice_on_the_page_leaves_it_alone(as_, alice):
    alice.export_regularly(Every.WEEK)
    page = as_(alice).post("/exports", expect=422, scope="nothing", period="always")

    assert checked(page) == "week"
