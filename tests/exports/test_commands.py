"""`flask exports …`."""

from zipfile import ZipFile

import pytest

from app.core import storage
from app.jobs.models import State


def run(app, *arguments, expect=0):
    result = app.test_cli_runner().invoke(args=["exports", *arguments])
    assert result.exit_code == expect, result.output
    return result.output


def test_the_newest_come_first(app, alice, bob, exported):
    exported(alice)
    exported(bob)
    _head, first, second = run(app, "list").splitlines()

    assert first.endswith(" bob") and second.endswith(" alice") and " ready " in first


def test_those_of_one_user(app, alice, bob, exported):
    exported(alice)
    exported(bob)

    assert "bob" not in run(app, "list", "--user", "ALICE")


def test_purging_throws_away_what_is_not_to_be_kept(app, alice, exported):
    kept = exported(alice)
    exported(alice, state=State.CANCELLED)

    assert "the archives of 1 exports" in run(app, "purge")
    assert [*storage.paths("archives")] == [kept.path]


@pytest.fixture
def file(tmp_path, alice, exported):
    """Alice's archive, as she downloaded it."""
    path = tmp_path / "archive.zip"
    with storage.open_file(exported(alice).path) as content:
        path.write_bytes(content.read())
    return path


def test_an_archive_that_is_whole_is_said_to_be(app, file):
    assert "as its manifest says" in run(app, "verify", str(file))


def test_an_archive_that_was_changed_is_found_out(app, file):
    with ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content.replace(b"]}", b"] }"))

    assert "posts.json: 16 bytes, and 15 listed" in run(app, "verify", str(file), expect=1)


@pytest.mark.parametrize("size", [0, 10, 500])
def test_an_archive_that_did_not_arrive_whole_is_found_out(app, file, size):
    file.write_bytes(file.read_bytes()[:size])

    assert "not read: damaged" in run(app, "verify", str(file), expect=1)


def test_a_file_that_is_not_there_is_told(app, tmp_path):
    assert "No such file" in run(app, "verify", str(tmp_path / "none.zip"), expect=2)
