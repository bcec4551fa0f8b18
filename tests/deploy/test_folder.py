"""The folder of a stack is one stack's alone, and keeps its secret."""

from __future__ import annotations

import pytest

from deploy.local import folder as folders
from deploy.local.folder import fresh, held, secret_key
from deploy.local.processes import StackError


@pytest.fixture(autouse=True)
def no_patience(monkeypatch):
    monkeypatch.setattr(folders, "HELD_WITHIN_S", 0)


def test_it_is_made_for_nobody_else_to_read(tmp_path):
    with held(tmp_path / "local", note="http://here"):
        assert (tmp_path / "local").stat().st_mode & 0o777 == 0o700


def test_a_second_stack_is_told_who_has_it(tmp_path):
    with (
        held(tmp_path, note="http://first"),
        pytest.raises(
            StackError, match=r"Another Microblog runs in .* \(http://first, process \d+\)\. End it first\."
        ),
        held(tmp_path, note="http://second"),
    ):
        pass


def test_it_is_free_after_use(tmp_path):
    with held(tmp_path, note="http://first"):
        pass
    with held(tmp_path, note="http://second"):
        assert (tmp_path / "lock").read_text().startswith("http://second, process ")


def test_the_key_is_nobody_elses(tmp_path):
    key = secret_key(tmp_path)

    assert len(key) == 64
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_the_key_stays_as_it_is(tmp_path):
    assert secret_key(tmp_path) == secret_key(tmp_path)


def test_two_folders_have_two_keys(tmp_path):
    (tmp_path / "other").mkdir()

    assert secret_key(tmp_path) != secret_key(tmp_path / "other")


def test_a_fresh_folder_is_empty(tmp_path):
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "old.log").touch()

    fresh(logs)

    assert list(logs.iterdir()) == []
