"""The first start: an instance that holds nothing fetches the latest backup, if it is asked to."""

import pytest
from flask_migrate import stamp

from app import db
from app.backups.backup import back_up
from app.models import User
from tests import factories
from tests.backups.conftest import meanwhile

MIGRATIONS = ["-d", "migrations"]


@pytest.fixture
def backup(alice):
    """A backup of a site with all of its migrations."""
    stamp("migrations")
    made = back_up()
    db.session.remove()
    db.engine.dispose()
    return made


@pytest.fixture
def gone(backup, database):
    """The database is gone."""
    database.unlink()


def usernames():
    return [*db.session.scalars(db.select(User.username).order_by(User.id))]


def test_the_latest_backup_is_fetched(flask, gone, set_):
    set_(BACKUP_RESTORE=True)
    flask("db", "upgrade", *MIGRATIONS)

    assert usernames() == ["alice"]


def test_unless_it_is_not_asked_for(flask, gone):
    flask("db", "upgrade", *MIGRATIONS)

    assert usernames() == []


def test_it_is_the_first_start_only(flask, backup, set_):
    set_(BACKUP_RESTORE=True)
    factories.user(username="bob")
    db.session.remove()
    flask("db", "upgrade", *MIGRATIONS)

    assert usernames() == ["alice", "bob"]


def test_to_look_at_the_migrations_fetches_nothing(flask, gone, set_):
    set_(BACKUP_RESTORE=True)
    flask("db", "current", *MIGRATIONS)

    assert not db.inspect(db.engine).has_table("user")


def test_without_any_backup_one_begins_empty(flask, gone, set_, tmp_path):
    (folder := tmp_path / "empty").mkdir()
    set_(BACKUP_RESTORE=True, BACKUP_URL=str(folder))
    flask("db", "upgrade", *MIGRATIONS)

    assert usernames() == []


def test_who_has_begun_meanwhile_goes_on(flask, backup, set_, database, monkeypatch):
    def begin():
        database.write_bytes(there)
        db.session.execute(db.update(User).values(username="newcomer"))
        db.session.commit()

    there = database.read_bytes()
    database.unlink()
    set_(BACKUP_RESTORE=True)
    meanwhile(monkeypatch, begin)
    flask("db", "upgrade", *MIGRATIONS)

    assert usernames() == ["newcomer"]


def test_without_the_place_no_empty_site_begins(flask, gone, set_, tmp_path):
    set_(BACKUP_RESTORE=True, BACKUP_URL=str(tmp_path / "not mounted"))

    assert "is missing" in flask("db", "upgrade", *MIGRATIONS, code=1)


def test_a_damaged_backup_is_told_and_no_empty_site_begins(flask, gone, backup, set_, place, database):
    set_(BACKUP_RESTORE=True)
    (place / backup.name / "database.sqlite.gz").write_bytes(b"")
    told = flask("db", "upgrade", *MIGRATIONS, code=1)

    assert "has 0 bytes instead of" in told and told.count("\n") == 1
    assert not database.exists()
