"""All reviews as CSV."""

import csv
import io

import pytest

from app.feedback import sheet
from app.models import Review
from tests.factories import BEGINNING


def rows():
    return [*csv.reader(io.StringIO("".join(sheet.csv_lines()), newline=""))]


def test_without_reviews_there_is_a_head(app):
    assert [*sheet.csv_lines()] == ["id,created_at,name,review,comments\r\n"]


def test_a_line_has_all_columns(review):
    made = review(3, name="Ida", comments="a, b", created_at=BEGINNING)

    assert rows()[1:] == [[str(made.id), "2026-01-01T00:00:00Z", "Ida", "3", "a, b"]]


def test_the_columns_are_those_of_the_table(app):
    assert tuple(Review.__table__.columns.keys()) == sheet.COLUMNS


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"], ids=repr)
def test_no_cell_is_a_formula(review, start):
    review(name=f"{start}1+1", comments=f"{start}cmd|' /C calc'!A0")
    _id, _moment, name, _rating, comments = rows()[1]

    assert name.startswith(f"'{start}") and comments.startswith(f"'{start}")


@pytest.mark.parametrize("end", [";", "\t", "|", "\n", '";"', "; "], ids=repr)
@pytest.mark.parametrize("delimiter", [";", "\t", "|"], ids=repr)
def test_none_is_where_cells_end_elsewhere(review, end, delimiter):
    review(comments=f"nice{end}=1+1{end}@SUM(1){end}-2")
    lines = "".join(sheet.csv_lines()).splitlines()
    cells = [cell.strip(' "') for line in lines for cell in line.split(delimiter)]

    assert [cell for cell in cells if cell.startswith(("=", "@", "-"))] == []


def test_many_come_a_batch_at_a_time_the_oldest_first(review, monkeypatch, statements):
    monkeypatch.setattr(sheet, "BATCH", 2)
    for number in range(5):
        review(name=str(number))
    statements.clear()
    found = rows()

    assert [row[2] for row in found[1:]] == ["0", "1", "2", "3", "4"]
    assert len([told for told in statements if "LIMIT" in told]) == 4


def test_what_whoever_asks_has_begun_is_left_alone(app, review):
    review()
    half = Review(name="Ida", review=1, comments="")
    sheet.db.session.add(half)

    assert len(rows()) == 2 and half in sheet.db.session.new


def test_it_is_written_beside_each_backup(app):
    assert app.extensions["beside_backups"]["reviews.csv"] is sheet.csv_lines
