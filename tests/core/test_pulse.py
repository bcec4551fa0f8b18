"""The sign of life in a file."""

import os
from pathlib import Path

import pytest

from app.core import pulse


def test_it_is_given_again_and_again(app, setting, tmp_path):
    setting(PULSE_FILE=str(tmp_path / "pulse"))
    pulse.beat(app)
    os.utime(tmp_path / "pulse", (0, 0))
    pulse.beat(app)

    assert (tmp_path / "pulse").stat().st_mtime > 0


@pytest.mark.parametrize("place", [None, "/nowhere/at/all"])
def test_work_goes_on_where_there_is_no_place_for_it(app, setting, place):
    setting(PULSE_FILE=place)

    pulse.beat(app)
    assert not Path("/nowhere").exists()
