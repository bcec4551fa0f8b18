"""Backups are made when there is something new, and nobody waits for them."""

import gzip
import json
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from functools import partial

import pytest
import time_machine

from app import db
from app.backups import beside, snapshot, sqlite
from app.backups.backup import back_up
from app.backups.errors import BackupError
from app.core import clock
from app.jobs.lease import Lease
from app.models import Post
from tests import factories
from tests.factories import BEGINNING


@pytest.fixture
def rows(place, tmp_path):
    """What a query finds in the snapshot of a backup."""

    def find(backup, query):
        file = tmp_path / "snapshot.sqlite"
        file.write_bytes(gzip.decompress((place / backup.name / "database.sqlite.gz").read_bytes()))
        with closing(sqlite3.connect(file)) as connection:
            return connection.execute(query).fetchall()

    return find


def test_a_backup_holds_what_the_database_holds(alice, rows):
    assert rows(back_up(), "SELECT username FROM user") == [("alice",)]


def test_its_manifest_tells_what_is_in_it(alice, place):
    with time_machine.travel(BEGINNING, tick=False):
        made = back_up()
    told = json.loads((place / made.name / "manifest.json").read_text())

    assert told["made_at"] == BEGINNING.isoformat() and told["database"] == "sqlite"
    assert sum(file["bytes"] for file in told["files"].values()) == made.bytes


def test_the_migration_is_the_one_before_the_snapshot(alice, monkeypatch):
    asked = []
    monkeypatch.setattr(snapshot, "schema", lambda: asked.append("schema"))
    monkeypatch.setattr(sqlite, "dump", partial(note, asked, sqlite.dump))
    back_up()

    assert asked == ["schema", "dump"]


def note(asked, dump, *arguments, **options):
    asked.append("dump")
    return dump(*arguments, **options)


def test_nothing_is_pushed_when_nothing_has_changed(alice, names):
    assert back_up() and back_up() is None
    assert len(names()) == 1


def test_leases_are_no_change_and_are_not_kept(alice, rows):
    Lease.take("sweep", for_s=5)
    made = back_up()
    Lease.take("tidy", for_s=3600)

    assert back_up() is None and rows(made, "SELECT * FROM lease") == []


def test_a_changed_word_is_a_change(alice, names):
    back_up()
    alice.about_me = "Something new"
    db.session.commit()

    assert back_up() and len(names()) == 2


def test_an_instance_that_holds_nothing_pushes_nothing(site, names):
    assert back_up() is None and names() == []


def test_what_a_feature_wants_beside_it_is_there(site, alice, place, monkeypatch):
    monkeypatch.setitem(site.extensions, "beside_backups", {})
    beside.beside(site, "reviews.csv", lambda: ["name,review\r\n", "Zoë,fine\r\n"])
    made = back_up()

    assert (place / made.name / "reviews.csv").read_bytes() == "name,review\r\nZoë,fine\r\n".encode()
    assert "reviews.csv" in made.files


def test_what_cannot_be_written_beside_it_is_told_and_left_out(site, alice, place, monkeypatch, caplog):
    monkeypatch.setitem(site.extensions, "beside_backups", {})
    beside.beside(site, "broken.csv", lambda: iter(["id\r\n", 7]))
    beside.beside(site, "whole.csv", lambda: ["id\r\n"])

    assert [name for name in back_up().files if name.endswith("csv")] == ["whole.csv"]
    assert "broken.csv is not in the backup" in caplog.text


def test_a_backup_that_cannot_be_read_is_no_reason_to_make_none(alice, place, names):
    made = back_up()
    (place / made.name / "manifest.json").write_text("{")

    assert back_up() and len(names()) == 2


def test_old_backups_go(alice, set_, names):
    set_(BACKUP_KEEP=2, BACKUP_KEEP_DAYS=0)
    for _ in range(4):
        factories.post(author=alice)
        made = back_up()

    assert len(names()) == 2 and names()[-1] == made.name


def test_the_latest_stays_after_a_clock_that_was_ahead(alice, set_, names):
    set_(BACKUP_KEEP=1, BACKUP_KEEP_DAYS=0)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        ahead = back_up()
    factories.user(username="bob")
    made = back_up()

    assert names() == [made.name] and made.name > ahead.name and made.made_at < ahead.made_at


def test_what_was_never_finished_goes_after_a_day(alice, place):
    left = place / "20200101T000000000Z-0a0a0a0a" / "database.sqlite.gz.part"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half of it")
    back_up()

    assert not left.parent.exists()


def test_a_damaged_database_is_not_kept(alice, monkeypatch, names):
    monkeypatch.setattr(sqlite, "check", refuse)

    with pytest.raises(BackupError, match="no sound database"):
        back_up()
    assert names() == []


def refuse(_file):
    raise BackupError("no sound database")


def test_a_database_in_memory_is_refused(site, monkeypatch):
    with pytest.raises(BackupError, match="plain file"):
        sqlite.path_of(db.engine.url.set(database=":memory:"))


def test_a_database_that_somebody_has_for_himself_is_told(alice, database, tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "PATIENCE_S", 0)
    url = db.engine.url
    db.session.remove()
    db.engine.dispose()
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=DELETE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BackupError, match="cannot be read"):
            sqlite.dump(url, tmp_path, without="lease")


def test_a_snapshot_is_of_one_moment_while_somebody_writes(alice, database, rows):
    over, alice_id = threading.Event(), alice.id
    db.session.rollback()
    writing = threading.Thread(target=write_pairs, args=(database, alice_id, over))
    writing.start()
    try:
        made = [back_up() for _ in range(5)]
    finally:
        over.set()
        writing.join()

    # Each transaction wrote a pair.
    assert all(rows(one, "SELECT count(*) % 2 FROM post") == [(0,)] for one in made if one)


def write_pairs(database, user_id, over):
    columns = {column.name for column in Post.__table__.columns if not column.nullable} - {"id"}
    assert columns <= {"body", "timestamp", "user_id", "thread_id"}
    with closing(sqlite3.connect(database, timeout=10)) as connection:
        while not over.is_set():
            for _ in range(2):
                connection.execute(
                    "INSERT INTO post (body, timestamp, user_id) VALUES ('one of two', '2026-01-01', ?)",
                    [user_id],
                )
            connection.commit()
