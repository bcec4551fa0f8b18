"""Pictures drawn from a key."""

from xml.etree import ElementTree as ET

import pytest

from app.accounts.identicon import draw

RECT = "{http://www.w3.org/2000/svg}rect"


def cells(key):
    """The squares of a picture, as (column, row)."""
    rects = ET.fromstring(draw(key)).iter(RECT)  # noqa: S314 - our own picture
    return {(int(rect.get("x")), int(rect.get("y"))) for rect in rects if rect.get("x")}


@pytest.mark.parametrize("key", ["0123456789abcdef", "f" * 16, "deadbeefdeadbeef"])
def test_a_picture_is_mirrored_and_within_its_frame(key):
    assert cells(key) == {(6 - column, row) for column, row in cells(key)}
    assert cells(key) <= {(column, row) for column in range(1, 6) for row in range(1, 6)}


def test_a_key_always_gives_the_same_picture():
    assert draw("0123456789abcdef") == draw("0123456789abcdef")


def test_another_key_gives_another_picture_or_another_colour():
    assert len({draw(f"{number:03x}{number:013x}") for number in range(360)}) == 360


def test_no_bits_draw_nothing_and_all_bits_fill_the_frame():
    assert cells("0" * 16) == set()
    assert len(cells("f" * 16)) == 25
