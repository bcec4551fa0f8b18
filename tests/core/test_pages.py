"""Places in a list, and pages cut from it."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from app.core.pages import EPOCH, BadCursor, Cursor, Page


def record(number):
    return SimpleNamespace(timestamp=EPOCH + timedelta(microseconds=1_000_000 + number), id=number)


def test_a_cursor_survives_the_way_through_an_address():
    cursor = Cursor.of(record(7))

    assert str(cursor) == "1000007-7"
    assert Cursor.parse(str(cursor)) == cursor


def test_what_is_older_than_1970_has_a_place_too():
    cursor = Cursor(datetime(1, 1, 1, tzinfo=UTC), 7)

    assert Cursor.parse(str(cursor)) == cursor


def test_the_last_id_that_a_database_can_give_is_a_place():
    assert Cursor.parse(f"1-{2**31 - 1}").id == 2**31 - 1


def test_an_address_without_a_place_means_the_first_page():
    assert Cursor.asked({}) is None


@pytest.mark.parametrize("text", [
    "", "-", "1", "1-", "-1", "1-2-3", "a-1", "1-a", " 1-2", "1-2 ", "1.5-2", "+1-2", "1--2", "1e5-2",
    "1_0-2", "٣-٤", "²-1", f"1-{2**31}",
    "1-²", "1" * 19 + "-1", "1-" + "1" * 19, "9" * 18 + "-1", "nan-1", "1-1\n", "1\x00-1", "1" * 5000 + "-1",
])  # fmt: skip
def test_a_place_that_this_site_never_made_is_refused(text):
    with pytest.raises(BadCursor):
        Cursor.asked({"before": text})


def test_a_full_page_with_more_behind_it_tells_where_to_go_on():
    page = Page.cut([record(3), record(2), record(1)], size=2)

    assert [item.id for item in page.items] == [3, 2]
    assert page.older == Cursor.of(record(2))


@pytest.mark.parametrize("count", [0, 1, 2])
def test_the_last_page_leads_nowhere(count):
    page = Page.cut([record(number) for number in range(count)], size=2)

    assert len(page.items) == count
    assert page.older is None
