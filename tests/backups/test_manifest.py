"""What is known of a backup, and how it is seen that it is whole."""

import json

import pytest

from app.backups.errors import Damaged
from app.backups.manifest import Content, Manifest, name_at
from tests.factories import BEGINNING

NAME = name_at(BEGINNING)


@pytest.fixture
def made(tmp_path):
    """A manifest, with the one file that it is about."""
    (file := tmp_path / "database.sqlite.gz").write_bytes(b"all of it")
    return Manifest(NAME, BEGINNING, "sqlite", "0018", "f", {file.name: Content.of(file)})


def change(file, **values):
    file.write_text(json.dumps(json.loads(file.read_text()) | values))


def test_what_is_written_is_read_again(made, tmp_path):
    assert Manifest.read(made.write(tmp_path), name=NAME) == made


def test_what_is_whole_passes(made, tmp_path):
    made.check(tmp_path)


def test_a_file_that_was_cut_off_is_told(made, tmp_path):
    (tmp_path / "database.sqlite.gz").write_bytes(b"all")

    with pytest.raises(Damaged, match="has 3 bytes instead of 9"):
        made.check(tmp_path)


def test_a_file_that_was_changed_is_told(made, tmp_path):
    (tmp_path / "database.sqlite.gz").write_bytes(b"all of us")

    with pytest.raises(Damaged, match="another checksum"):
        made.check(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"files": 7}', '"\\u0000"'])
def test_what_is_no_manifest_is_told(tmp_path, text):
    (file := tmp_path / "manifest.json").write_text(text)

    with pytest.raises(Damaged, match="cannot be read"):
        Manifest.read(file, name=NAME)


@pytest.mark.parametrize("left_out", ["format", "files"])
def test_one_that_lacks_something_is_told(made, tmp_path, left_out):
    told = json.loads((file := made.write(tmp_path)).read_text())
    file.write_text(json.dumps({name: value for name, value in told.items() if name != left_out}))

    with pytest.raises(Damaged, match="cannot be read"):
        Manifest.read(file, name=NAME)


def test_one_with_an_endless_file_is_told(made, tmp_path):
    change(file := made.write(tmp_path), files={"a.gz": {"bytes": float("inf"), "sha256": ""}})

    with pytest.raises(Damaged, match="cannot be read"):
        Manifest.read(file, name=NAME)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format": 2}, "another release"),
        ({"name": "20200101T000000000Z-00000000"}, "belongs to something else"),
        ({"files": {"../elsewhere": {"bytes": 1, "sha256": ""}}}, "belongs to something else"),
    ],
)
def test_what_does_not_fit_is_told(made, tmp_path, changes, words):
    change(file := made.write(tmp_path), **changes)

    with pytest.raises(Damaged, match=words):
        Manifest.read(file, name=NAME)
