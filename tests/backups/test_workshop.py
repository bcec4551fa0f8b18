"""Folders for temporary files, of which none stay, whatever becomes of who made them."""

import os
import time

import pytest

from app.backups import workshop as working
from app.backups.workshop import workshop


@pytest.fixture(autouse=True)
def parent(tmp_path, monkeypatch):
    """Where they are made."""
    monkeypatch.setattr(working.tempfile, "tempdir", str(tmp_path))
    return tmp_path


def grow_old(folder):
    os.utime(folder, (time.time() - 120,) * 2)


def test_it_is_gone_afterwards(parent):
    with workshop() as folder:
        (folder / "database.sqlite").touch()

    assert [*parent.iterdir()] == []


def test_what_a_killed_process_left_goes_with_the_next(parent):
    (left := parent / "microblog-backup-left").mkdir()
    (left / "database.sqlite").touch()
    grow_old(left)
    with workshop():
        assert not left.exists()


def test_where_somebody_works_nothing_is_deleted():
    with workshop() as first:
        grow_old(first)
        with workshop():
            assert first.exists()


def test_what_has_just_been_made_is_left_alone(parent):
    (made := parent / "microblog-backup-made").mkdir()
    with workshop():
        assert made.exists()
