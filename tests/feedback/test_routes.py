"""The page of feedback: what anybody may say, and what others have said."""

import csv
import io

import pytest
import sqlalchemy as sa

from app import db
from app.feedback import forms, limits
from app.models import Review
from tests.support.apps import another_app
from tests.support.page import Visitor

GOOD = {"name": "Ida", "review": "4", "comments": "Quick, and quiet."}
ADVERTISING = "Buy at https://example.com"


def said():
    found = db.session.execute(sa.select(Review.name, Review.review, Review.comments).order_by(Review.id))
    return [tuple(row) for row in found]


def fields_of(page):
    """What a browser sends back of a page besides what people fill in."""
    return {one["name"]: one.get("value") or "" for one in page.all("input", type="hidden") if one.get("id")}


def send(visitor, page, *, expect=303, **fields):
    return visitor._open("/feedback", "POST", expect=expect, data=fields_of(page) | GOOD | fields)


def test_a_stranger_says_what_they_think_and_reads_it(stranger):
    page = stranger.post("/feedback", on="/feedback", **GOOD)
    assert page.location == "/feedback" and said() == [("Ida", 4, "Quick, and quiet.")]

    assert "Quick, and quiet." in stranger.get("/feedback").text


def test_the_form_knows_who_is_logged_in(as_, alice):
    assert as_(alice).get("/feedback").all("input", id="name")[0]["value"] == "alice"


def test_who_is_logged_in_may_use_another_name(as_, alice):
    as_(alice).post("/feedback", **GOOD)

    assert said() == [("Ida", 4, "Quick, and quiet.")]


def test_words_are_not_needed(stranger):
    stranger.post("/feedback", **GOOD | {"comments": " "})

    assert said() == [("Ida", 4, "")]


def test_a_name_is_a_line(stranger):
    stranger.post("/feedback", **GOOD | {"name": " Ida \r\n Lund "})

    assert said()[0][0] == "Ida Lund"


@pytest.mark.parametrize(
    "rating", ["0", "6", "-1", "", "4.5", "nan", "9" * 40, "٤", "4 ", "None", "four", "1e0"], ids=repr
)
def test_a_rating_is_one_of_five(stranger, rating):
    page = stranger.post("/feedback", expect=422, **GOOD | {"review": rating})

    assert "Please choose a number from 1 to 5." in page.text and "Quick, and quiet." in page.text
    assert page.all("fieldset", **{"aria-describedby": "review-error"}) and said() == []


def test_a_form_without_a_rating_asks_for_one(stranger):
    page = stranger.post("/feedback", expect=422, name="Ida", comments="")

    assert "Please choose a number from 1 to 5." in page.text


def test_too_much_is_refused_and_kept(stranger):
    page = stranger.post("/feedback", expect=422, **GOOD | {"comments": "w" * 100_000})

    assert "At most 2000 characters, please." in page.text and "w" * 100_000 in page.text and said() == []


@pytest.mark.parametrize("name", ["", " ", "\u200b", "w" * 65])
def test_a_name_can_be_seen_and_is_no_novel(stranger, name):
    stranger.post("/feedback", expect=422, **GOOD | {"name": name})

    assert said() == []


def test_markup_is_text(stranger, review):
    review(name="<b>Ida</b>", comments="<script>alert(1)</script><img src=x onerror=alert(1)>")
    page = stranger.get("/feedback")

    assert "<script>alert(1)</script>" in page.text and "<b>Ida</b>" in page.text


def test_of_many_the_ten_latest_are_shown_and_all_are_counted(stranger, review):
    for number in range(12):
        review(comments=f"word {number}.")
    page = stranger.get("/feedback")

    assert "12 reviews" in page.text and "word 11." in page.text and "word 2." in page.text
    assert "word 1." not in page.text and page.text.index("word 11.") < page.text.index("word 2.")


def test_the_bars_show_the_parts_and_the_numbers_say_them(stranger, review):
    for rating in (5, 5, 5, 1):
        review(rating)
    page = stranger.get("/feedback")

    bars = [bar["width"] for bar in page.all("rect") if "data-bar" in bar]
    assert bars == ["75.0%", "0.0%", "0.0%", "0.0%", "25.0%"] and "4.0 of 5 on average" in page.text


def test_a_number_that_stays_is_not_sent_again(stranger, review):
    review(3)
    first = stranger.get("/feedback/tally")
    assert first.json["total"] == 1 and first.json["words"] == "1 review"
    tag = {"If-None-Match": first.headers["ETag"]}
    stranger.get("/feedback/tally", expect=304, headers=tag)
    review(4)

    assert stranger.get("/feedback/tally", headers=tag).json["total"] == 2


def test_a_page_that_is_open_asks_nobody_who_is_there(as_, alice, statements):
    visitor = as_(alice)
    statements.clear()
    visitor.get("/feedback/tally")

    assert [told for told in statements if told.startswith("UPDATE")] == []


def test_a_filled_trap_closes_with_words_and_opens_at_the_second_try(stranger):
    page = stranger.post("/feedback", expect=422, **GOOD | {"link": "https://example.com"})
    assert "A hidden field was filled in." in page.text and "Quick, and quiet." in page.text
    assert page.all("input", name="link")[0]["value"] == "" and said() == []

    send(stranger, page)
    assert len(said()) == 1


def test_the_trap_is_out_of_everybodys_way(stranger):
    [trap] = stranger.get("/feedback").all("input", name="link")

    assert (trap["tabindex"], trap["autocomplete"]) == ("-1", "off")


def test_advertising_at_once_is_held_up_and_a_moment_later_it_passes(stranger, later):
    page = send(stranger, stranger.get("/feedback"), expect=422, comments=ADVERTISING)
    assert "This was very quick" in page.text and ADVERTISING in page.text
    later(seconds=forms.LEAST_S)

    send(stranger, page, comments=ADVERTISING)
    assert said() == [("Ida", 4, ADVERTISING)]


@pytest.mark.parametrize("opened", ["", "made up", "IjEi.aaaaaa.bbbb"])
def test_advertising_without_our_form_is_held_up(stranger, opened):
    page = stranger.post("/feedback", expect=422, **GOOD | {"comments": ADVERTISING, "opened": opened})

    assert fields_of(page)["opened"] not in {"", opened} and said() == []


def test_links_in_the_name_count_too(stranger):
    stranger.post("/feedback", expect=422, **GOOD | {"name": "www.example.com"})


@pytest.fixture
def strict(app, monkeypatch):
    """A site that takes two reviews from an address."""
    monkeypatch.setattr(limits, "MOST_AN_HOUR", 2)
    with another_app(app, RATELIMIT_ENABLED=True) as limited:
        yield Visitor(limited)


def test_who_has_said_much_waits_and_keeps_the_words(strict):
    strict.post("/feedback", **GOOD)
    strict.post("/feedback", expect=422, **GOOD | {"review": "6"})
    strict.post("/feedback", **GOOD)
    page = strict.post("/feedback", expect=429, **GOOD)

    assert "Very much has come from your address." in page.text and "Quick, and quiet." in page.text
    assert page.headers["Retry-After"] == "3600" and len(said()) == 2


def test_reading_is_not_limited(strict):
    assert {strict.get("/feedback").status for _time in range(3)} == {200}


def test_administrators_take_all_of_it_away(as_, admin, review):
    review(2, name="=1+1", comments='several\nlines, and "quotes"')
    page = as_(admin).get("/feedback.csv")
    rows = [*csv.DictReader(io.StringIO(page.response.data.decode("utf-8-sig"), newline=""))]

    assert page.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment; filename=feedback-" in page.headers["Content-Disposition"]
    assert [(row["name"], row["review"], row["comments"]) for row in rows] == [
        ("'=1+1", "2", 'several\nlines, and "quotes"')
    ]


def test_for_others_the_table_is_not_there(as_, alice, admin, stranger):
    as_(alice).get("/feedback.csv", expect=404)
    assert not as_(alice).get("/feedback").all("a", href="/feedback.csv")
    assert stranger.get("/feedback.csv", expect=303).location.startswith("/auth/login")

    assert as_(admin).get("/feedback").all("a", href="/feedback.csv")


def test_every_page_leads_there(as_, alice, stranger):
    assert as_(alice).get("/").all("a", href="/feedback")
    assert stranger.get("/auth/login").all("a", href="/feedback")
