"""What can be imported of one entry."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.imports.entries import Draft, Unfit, draft
from tests.imports.conftest import entry

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def reason(entry):
    with pytest.raises(Unfit) as unfit:
        draft(entry, now=NOW)
    return unfit.value.reason


def moment(text):
    return draft(entry(timestamp=text), now=NOW).timestamp


def language(of):
    return draft(entry(language=of), now=NOW).language


def test_an_entry_becomes_a_draft():
    assert draft(entry("hello", "2026-01-01T00:00:00Z", language="en"), now=NOW) == Draft(
        datetime(2026, 1, 1, tzinfo=UTC), "hello", "en"
    )


@pytest.mark.parametrize("thing", [None, 7, "hello", [], True])
def test_what_is_no_object(thing):
    assert reason(thing) == "not-an-object"


@pytest.mark.parametrize("body", [None, "", 7, ["hello"], {}])
def test_an_entry_without_text(body):
    assert reason(entry(body)) == "no-text"


def test_an_entry_without_fields():
    assert reason({}) == "bad-date" and reason({"timestamp": "2026-01-01"}) == "no-text"


@pytest.mark.parametrize("body", [" ", "\n", "\u200b", "x" * 10_000, "\x1b[0m", "=1+1"])
def test_a_text_that_somebody_wrote_is_kept(body):
    assert draft(entry(body), now=NOW).body == body


def test_a_text_that_is_too_long():
    assert reason(entry("x" * 10_001)) == "too-long"


def test_a_text_with_nul():
    assert reason(entry("a\x00b")) == "control"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-01T00:00:00Z", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-01-01T00:00:00.000007Z", datetime(2026, 1, 1, microsecond=7, tzinfo=UTC)),
        ("2026-01-01T00:00:00+02:00", datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=2)))),
        ("2026-01-01 00:00:00", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-01-01", datetime(2026, 1, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("2026-01-01T00:00:00.123456789Z", datetime(2026, 1, 1, microsecond=123456, tzinfo=UTC)),
    ],
)
def test_a_date(text, expected):
    assert moment(text) == expected and moment(text).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        None, 1767225600, "", "yesterday", "01/02/2026", "2026-13-01", "2026-02-30T00:00:00Z", "10000-01-01",
        "-0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-14:00", "2026-01-01T25:00:00Z",
    ],
)  # fmt: skip
def test_a_date_that_is_none(text):
    assert reason(entry(timestamp=text)) == "bad-date"


def test_clocks_may_differ_by_a_day():
    assert moment("2026-06-02T12:00:00Z")
    assert reason(entry(timestamp="2026-06-02T12:00:01Z")) == "future-date"


@pytest.mark.parametrize("good", ["en", "pt-BR", "zh_CN", "gsw"])
def test_a_language(good):
    assert language(good) == good


@pytest.mark.parametrize("bad", [None, "", 7, "English", "e n", "en\n", "<b>", ["en"]])
def test_a_language_that_is_none_does_not_stop_the_post(bad):
    assert language(bad) is None
