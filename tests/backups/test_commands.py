"""What operators type, with a folder as the place."""

import pytest

from app import db
from app.backups.backup import LEASE, back_up
from app.jobs.lease import Lease
from tests import factories


@pytest.fixture
def backup(alice):
    """A backup."""
    return back_up()


def spoil(place, backup):
    file = place / backup.name / "database.sqlite.gz"
    file.write_bytes(file.read_bytes()[:-1] + b"?")


def test_a_backup_is_made_now_and_listed(flask, alice, names):
    assert "is made" in flask("backup", "now")
    assert flask("backup", "list").startswith(names()[0])


def test_without_changes_nothing_is_made(flask, backup):
    assert "nothing new" in flask("backup", "now")


def test_one_is_made_at_a_time(flask, alice):
    Lease.take(LEASE, for_s=60)

    assert "another backup is under way" in flask("backup", "now", code=1)


def test_the_newest_is_listed_first(flask, backup):
    factories.user(username="bob")
    newer = back_up()
    listed = [line.split()[0] for line in flask("backup", "list").splitlines()]

    assert listed == [newer.name, backup.name]


def test_what_cannot_be_read_is_listed_as_such(flask, backup, place):
    (place / backup.name / "manifest.json").write_text("")

    assert "damaged" in flask("backup", "list")


def test_a_whole_backup_is_sound(flask, backup):
    assert f"{backup.name}  sound" in flask("backup", "verify")


def test_a_damaged_one_is_told_with_what_is_wrong(flask, backup, place):
    spoil(place, backup)

    assert "another checksum" in flask("backup", "verify", backup.name, code=1)


def test_all_are_verified_whatever_the_first_is_like(flask, backup, place):
    spoil(place, backup)
    factories.user(username="bob")
    newer = back_up()

    assert f"{newer.name}  sound" in flask("backup", "verify", "--all", code=1)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (None, "not set"),
        ("backups", "names no place"),
        ("ftp://example.org/x", "names no place"),
        ("s3://key:secret@bucket", "names no place"),
        ("hf://datasets/alone", "names no place"),
        ("file://relative", "names no place"),
        ("file://[x", "names no place"),
        ("s3://", "names no place"),
    ],
)
@pytest.mark.parametrize("command", ["now", "list", "verify", "restore"])
def test_a_wrong_place_is_told_in_a_line(flask, site, set_, command, url, words):
    set_(BACKUP_URL=url)
    told = flask("backup", command, code=1)

    assert words in told and told.count("\n") == 1


def test_a_database_that_is_away_is_told_in_a_line(flask, alice, database):
    db.session.remove()
    db.engine.dispose()
    database.write_bytes(b"no database at all" * 1000)

    assert flask("backup", "now", code=1).count("\n") == 1


def test_a_backup_is_restored(flask, backup, database):
    db.session.remove()
    db.engine.dispose()
    database.unlink()
    told = flask("backup", "restore")

    assert f"{backup.name} is restored" in told and "flask db upgrade" in told
    assert db.session.scalar(db.text("SELECT username FROM user")) == "alice"


def test_the_older_database_is_named_when_it_is_replaced(flask, backup, database):
    db.session.remove()

    assert f"is now {database}.replaced-" in flask("backup", "restore", "--replace")
