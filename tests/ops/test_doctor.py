"""What a site needs, there and away."""

from pathlib import Path

import pytest
from rq.suspension import suspend
from sqlalchemy.exc import OperationalError

from app import db
from app.core import storage
from app.ops import doctor
from tests.support.apps import another_app, production_app
from tests.support.scripted_mail import HANG_UP, Script, scripted
from tests.support.stamps import stamped

NO_DATABASE = "postgresql+psycopg://me:geheim@127.0.0.1:1/none"


@pytest.fixture
def elsewhere(app, request):
    """An application with other settings, in its context."""
    with another_app(app, **request.param) as other, other.app_context():
        yield other


def smtp_of(app, script, **settings):
    settings = {"MAIL_SERVER": "127.0.0.1", "ADMINS": ["me@m.example"], "MAIL_TIMEOUT_S": 2} | settings
    with scripted(script) as port, another_app(app, MAIL_PORT=port, **settings) as other, other.app_context():
        return doctor.smtp()


def test_a_database_that_is_well(app, migrated):
    assert doctor.database() is None


def test_a_database_without_tables(app):
    assert doctor.database() == "It has no tables, or cannot be asked. Run `flask db upgrade`."


def test_a_database_that_is_older_than_the_code(app):
    with stamped("0001"):
        assert doctor.database() == "Its tables are older than the code. Run `flask db upgrade`."


@pytest.mark.parametrize("elsewhere", [{"SQLALCHEMY_DATABASE_URI": NO_DATABASE}], indirect=True)
def test_a_database_that_is_away_is_told_without_its_password(elsewhere):
    sentence = doctor.database()

    assert sentence.startswith("It cannot be asked: ") and "geheim" not in sentence


@pytest.mark.parametrize("look", [doctor.database, doctor.migrations])
def test_to_look_for_a_file_makes_none(app, tmp_path, look):
    new = f"{tmp_path}/new.db"
    with another_app(app, SQLALCHEMY_DATABASE_URI=f"sqlite:///{new}") as other, other.app_context():
        assert look() == f"There is no file {new}. Run `flask db upgrade`."
    assert not Path(new).exists()


@pytest.mark.parametrize(
    ("words", "advice"), [("read-only", "at its disk"), ("database is locked", "at who else writes")]
)
def test_a_database_that_nobody_can_write(app, migrated, monkeypatch, words, advice):
    def refuse():
        raise OperationalError("DELETE", {}, OSError(words))

    monkeypatch.setattr(doctor, "begin_writing", refuse)

    assert doctor.database().startswith(f"It cannot be written: {words}. Look {advice}")
    db.session.rollback()


def test_redis_that_is_well(app):
    assert doctor.queue() is None and app.redis.ttl("microblog:doctor") > 0


def test_redis_that_is_away(app, without_redis):
    assert doctor.queue().startswith("It takes nothing: Error ")


def test_a_mail_server_that_takes_us(app):
    script = Script(RSET="250 ok", QUIT="221 bye")

    assert smtp_of(app, script) is None
    assert script.heard == ["EHLO", "MAIL", "QUIT"]


def test_a_mail_server_that_refuses_the_sender(app):
    sentence = smtp_of(app, Script(MAIL="550 not you"))

    assert sentence == "It refuses mails from me@m.example: 550 not you. Look at ADMINS."


def test_a_mail_server_that_hangs_up(app):
    assert smtp_of(app, Script(**{"": HANG_UP})).startswith("It does not let us in: ")


def test_a_mail_server_that_repeats_the_password(app):
    told = smtp_of(app, Script(MAIL="550 geheim"), MAIL_PASSWORD="geheim")

    assert "550 ***" in told


def test_a_developers_machine_needs_no_mail_server(app):
    assert doctor.smtp() is None


def test_a_server_needs_one(app):
    with production_app(app, MAIL_SERVER=None) as serious, serious.app_context():
        assert doctor.smtp().startswith("MAIL_SERVER is not set")


def test_a_store_that_is_well_is_left_as_it_was(app):
    assert doctor.store() is None and [*storage.paths("doctor")] == []


def test_a_store_that_takes_nothing(app, monkeypatch):
    def refuse(*_anything):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(storage, "put", refuse)

    assert doctor.store().startswith("No file can be kept: [Errno 13] Permission denied. ")


def test_a_store_that_forgets(app, monkeypatch):
    monkeypatch.setattr(storage, "put", lambda _path, _content: None)

    assert doctor.store() == "A file that was kept is not there. Look at STORAGE_URL."


def test_nobody_works(app):
    assert doctor.workers().startswith("None runs. Start one: rq worker ")


def test_somebody_works(worker):
    worker()

    assert doctor.workers() is None


def test_nobody_may_work(app):
    suspend(app.redis)

    assert doctor.workers().endswith("Let them go on: rq resume")


def test_who_works_is_silent(worker):
    worker(last_heartbeat="2026-01-01T00:00:00.000000Z")

    assert doctor.workers().startswith("None has given a sign of life")


def test_without_redis_nobody_knows_who_works(app, without_redis):
    assert doctor.workers() == "Nobody knows: Redis does not answer."
