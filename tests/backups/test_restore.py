"""A restored site is what it was; and what is there is never overwritten."""

import gzip
import json
import sqlite3
import threading
from contextlib import closing

import pytest

from app import db
from app.backups import manifest, restore as restoring, snapshot
from app.backups.backup import back_up
from app.backups.errors import BackupError, NotEmpty
from app.backups.manifest import Content
from app.backups.restore import restore
from app.models import User
from tests import factories
from tests.backups.conftest import meanwhile


@pytest.fixture
def backup(alice):
    """A backup."""
    made = back_up()
    db.session.remove()
    return made


@pytest.fixture
def nothing(backup, database):
    """The database's file is gone, and its log is not."""
    db.engine.dispose()
    database.unlink()
    database.with_name("site.db-wal").write_bytes(b"of the database that is gone")
    return database


def forge(place, backup, content, **values):
    """Make a backup hold something else, with the right checksums."""
    (file := place / backup.name / "database.sqlite.gz").write_bytes(content)
    (told := place / backup.name / manifest.FILE).write_text(
        json.dumps(json.loads(told.read_text()) | {"files": {file.name: Content.of(file)._asdict()}} | values)
    )


def usernames():
    return [*db.session.scalars(db.select(User.username).order_by(User.id))]


def test_what_was_there_is_there_again(nothing):
    restore()

    assert usernames() == ["alice"]


def test_the_latest_is_restored_or_the_one_that_is_named(alice, database):
    first = back_up()
    factories.user(username="bob")
    back_up()
    db.session.remove()
    restore(replace=True)
    assert usernames() == ["alice", "bob"]
    db.session.remove()
    restore(first.name, replace=True)
    assert usernames() == ["alice"]


def test_an_empty_database_may_be_filled(backup):
    db.session.execute(db.delete(User))
    db.session.commit()
    db.session.remove()
    restore()

    assert usernames() == ["alice"]


def test_a_database_that_holds_anything_is_left_as_it_is(backup):
    factories.user(username="bob")

    with pytest.raises(BackupError, match="not empty"):
        restore()
    assert usernames() == ["alice", "bob"]


def test_who_comes_while_it_is_fetched_is_left_as_they_are(nothing, own_app, monkeypatch):
    def come():
        nothing.write_bytes(own_app[1])
        factories.user(username="newcomer")

    meanwhile(monkeypatch, come)

    with pytest.raises(NotEmpty):
        restore()
    assert usernames() == ["newcomer"]


def test_two_at_a_time_leave_one_database(site, nothing):
    outcomes = []

    def try_it():
        with site.app_context():
            try:
                outcomes.append(restore()[1])
            except NotEmpty as error:
                outcomes.append(type(error))

    threads = [threading.Thread(target=try_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert usernames() == ["alice"] and sorted(map(str, outcomes)) == sorted(map(str, [None, NotEmpty]))


def test_what_is_replaced_is_kept_under_another_name(backup):
    factories.user(username="bob")
    db.session.remove()
    _manifest, aside = restore(replace=True)

    with closing(sqlite3.connect(aside)) as older:
        assert older.execute("SELECT count(*) FROM user").fetchone() == (2,)


def test_a_database_that_others_have_open_is_not_replaced(backup, database):
    with closing(sqlite3.connect(database)) as other:
        other.execute("SELECT * FROM user").fetchall()
        with pytest.raises(BackupError, match="in use"):
            restore(replace=True)
    assert usernames() == ["alice"]


def test_a_database_that_cannot_be_read_is_replaced_only_when_that_is_meant(backup, database):
    db.engine.dispose()
    database.write_bytes(b"no database at all" * 1000)
    with pytest.raises(BackupError, match="cannot be read"):
        restore()
    restore(replace=True)

    assert usernames() == ["alice"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no gzip at all", "cannot be unpacked"),
        (gzip.compress(b"words" * 1000)[:20], "cannot be unpacked"),
        (gzip.compress(b"words" * 1000), "no sound database"),
    ],
    ids=["another file", "cut off", "other content"],
)
def test_a_damaged_backup_is_refused_and_nothing_is_touched(nothing, backup, place, content, words):
    forge(place, backup, content)

    with pytest.raises(BackupError, match=words):
        restore()
    assert [file.name for file in nothing.parent.glob("site.db*")] == ["site.db-wal"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"database": "mariadb"}, "unpacked|no end"),
        ({"database": "oracle"}, "nothing is known"),
        ({"schema": "9999"}, "newer release"),
        ({"files": {}}, "no snapshot"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused(nothing, backup, place, values, words):
    forge(place, backup, (place / backup.name / "database.sqlite.gz").read_bytes(), **values)

    with pytest.raises(BackupError, match=words):
        restore()


def test_a_snapshot_of_another_kind_is_refused(nothing, monkeypatch):
    monkeypatch.setattr(snapshot, "kind_name", lambda: "postgresql")
    monkeypatch.setattr(snapshot, "holds_data", lambda: False)

    with pytest.raises(BackupError, match="cannot be loaded into postgresql"):
        restore()


def test_only_a_file_can_be_replaced(site, monkeypatch):
    monkeypatch.setattr(snapshot, "kind_name", lambda: "postgresql")

    with pytest.raises(BackupError, match="only a file"):
        restore(replace=True)


def test_a_name_must_be_of_one_backup(backup):
    factories.user(username="bob")
    back_up()
    place = restoring.places.configured()

    with pytest.raises(BackupError, match="several"):
        restoring.choose(place, backup.name[:2])
    with pytest.raises(BackupError, match="there is no backup 1999"):
        restoring.choose(place, "1999")


def test_a_file_that_is_missing_is_told(nothing, backup, place):
    (place / backup.name / "database.sqlite.gz").unlink()

    with pytest.raises(BackupError, match="does not give"):
        restore()
