"""Backups of the databases that have servers, by their own programs."""

import os
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import db
from app.backups import mariadb, postgres, programs, room, snapshot
from app.backups.backup import back_up
from app.backups.errors import BackupError, Damaged, NotEmpty
from app.backups.restore import restore
from app.jobs.lease import Lease
from app.models import Post, User
from tests import factories
from tests.backups.conftest import meanwhile
from tests.support.apps import another_app
from tests.support.databases import postgres_programs

pytestmark = pytest.mark.only_on("postgresql", "mariadb", why="SQLite's is in test_backup.py")
HALVES = pytest.mark.only_on("mariadb", why="others take all of a snapshot or nothing")
WORDS = "Zoë's \\ \"words\"; 🦉\n\\restrict 'and a line'"


@pytest.fixture
def path(monkeypatch):
    """PostgreSQL's programs of the server's own release come first."""
    paths = os.pathsep.join([str(postgres_programs()), os.environ["PATH"]])
    monkeypatch.setenv("PATH", paths)


@pytest.fixture
def site(app, new_database, place, path):
    """The site, in its context, with somebody in it."""
    changes = {"SQLALCHEMY_DATABASE_URI": new_database, "BACKUP_URL": str(place)}
    with another_app(app, **changes) as site, site.app_context():
        if db.engine.name == "mysql" and not shutil.which("mariadb-dump"):
            pytest.skip("there is no mariadb-dump here")
        db.create_all()
        factories.post(author=factories.user(username="alice"), body=WORDS)
        yield site
        db.session.remove()


def empty():
    for table in reversed(db.metadata.sorted_tables):
        db.session.execute(table.delete())
    db.session.commit()
    db.session.remove()


def test_what_was_there_is_there_again(site):
    made = back_up()
    empty()
    restored, aside = restore()

    assert (restored, aside) == (made, None)
    assert db.session.scalar(sa.select(User.username)) == "alice"
    assert db.session.scalar(sa.select(Post.body)) == WORDS


def test_it_goes_on_where_it_was(site):
    back_up()
    empty()
    restore()
    factories.post(author=db.session.scalar(sa.select(User)), body="and more")

    assert db.session.scalar(sa.select(sa.func.count(Post.id))) == 2


def test_nothing_is_pushed_when_nothing_has_changed(site):
    assert back_up()
    Lease.take("sweep", for_s=5)

    assert back_up() is None


def test_a_change_is_pushed(site):
    back_up()
    db.session.execute(sa.update(User).values(about_me="Something new"))
    db.session.commit()

    assert back_up()


def test_a_database_that_holds_anything_is_left_as_it_is(site):
    back_up()

    with pytest.raises(BackupError, match="not empty"):
        restore()


def test_tables_of_somebody_else_are_left_as_they_are(site):
    back_up()
    empty()
    with db.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE shop_orders (id INTEGER)"))
    try:
        with pytest.raises(BackupError, match=r"not ours.*shop_orders"):
            restore()
        assert sa.inspect(db.engine).has_table("shop_orders")
    finally:
        with db.engine.begin() as connection:
            connection.execute(sa.text("DROP TABLE shop_orders"))


def test_who_comes_while_it_is_fetched_is_left_as_they_are(site, monkeypatch):
    back_up()
    empty()
    meanwhile(monkeypatch, lambda: factories.user(username="newcomer"))

    with pytest.raises(NotEmpty):
        restore()
    assert db.session.scalar(sa.select(User.username)) == "newcomer"


def test_tables_that_somebody_has_open_are_not_waited_for_for_ever(site, monkeypatch):
    monkeypatch.setattr(room, "PATIENCE_S", 1)
    back_up()
    empty()
    with db.engine.connect() as other:
        other.execute(sa.select(User)).all()
        with pytest.raises(BackupError, match="cannot be dropped"):
            restore()


@pytest.fixture
def half(site, monkeypatch):
    """A restore broke off in the middle; MariaDB keeps what was there by then."""
    back_up()
    empty()
    run = programs.run

    def break_off(command, **streams):
        run(command, **streams)
        if streams.get("stdin"):
            raise BackupError("Lost connection")

    monkeypatch.setattr(programs, "run", break_off)
    with pytest.raises(BackupError, match="Lost connection"):
        restore()
    monkeypatch.setattr(programs, "run", run)
    yield
    with db.engine.begin() as connection:
        connection.execute(sa.text(f"DROP TABLE {mariadb.LOADING}"))


@HALVES
@pytest.mark.parametrize("use", [back_up, restore])
def test_half_a_snapshot_is_neither_kept_nor_taken_for_a_site(half, use):
    with pytest.raises(BackupError, match="or that broke off"):
        use()


@HALVES
def test_half_a_snapshot_does_not_become_a_site(site, half):
    told = site.test_cli_runner().invoke(args=["db", "upgrade", "-d", "migrations"])

    assert told.exit_code == 1 and "or that broke off" in told.output


def test_a_cut_off_snapshot_is_refused(site, tmp_path):
    file = snapshot.take(tmp_path)
    file.write_bytes(file.read_bytes()[:-1000])

    with pytest.raises(Damaged):
        snapshot.check(file)


def test_a_server_that_is_away_is_told_in_a_line(site, tmp_path):
    away = db.engine.url.set(host="127.0.0.1", port=9)

    with pytest.raises(BackupError, match=r"dump failed: [^\n]+$"):
        snapshot.KINDS[snapshot.kind_name()].dump(away, tmp_path, without="lease")


def test_a_program_that_is_missing_is_told(monkeypatch):
    with pytest.raises(BackupError, match="pg_undump is not installed"):
        programs.run(["pg_undump"])


def test_a_program_that_hangs_is_told(monkeypatch):
    monkeypatch.setattr(programs, "PATIENCE_S", 0.01)

    with pytest.raises(BackupError, match="did not end"):
        programs.run(["sleep", "60"])


def test_a_program_that_says_nothing_is_told():
    with pytest.raises(BackupError, match="it ended with 1"):
        programs.run(["false"])


def test_a_mismatch_is_told_with_its_detail():
    script = "echo error: mismatch >&2; echo dump: detail: 17 and 15 >&2; exit 1"

    with pytest.raises(BackupError, match="mismatch; dump: detail: 17 and 15"):
        programs.run(["sh", "-c", script])


@pytest.fixture
def arguments(monkeypatch, tmp_path):
    """The arguments and the environment of `pg_dump` for an address."""
    seen = []
    monkeypatch.setattr(programs, "run", lambda command, environ: seen.append((command, environ)))

    def dump(url):
        postgres.dump(sa.make_url(url), tmp_path, without="lease")
        return seen[-1]

    return dump


def test_a_password_in_the_query_is_not_in_the_arguments_either(arguments):
    command, environ = arguments("postgresql://user@host/name?password=secret&sslmode=require")

    assert command[-1] == "--dbname=postgresql://user@host/name?sslmode=require"
    assert environ["PGPASSWORD"] == "secret"


def test_what_the_environment_says_of_the_server_holds_for_its_programs_too(arguments, monkeypatch):
    monkeypatch.setenv("PGSSLMODE", "require")

    assert arguments("postgresql:///name")[1]["PGSSLMODE"] == "require"


@pytest.mark.parametrize("kind", [postgres, mariadb])
def test_no_password_is_in_the_arguments(tmp_path, monkeypatch, kind):
    seen = []

    def note(command, **_options):
        options = [part.partition("=")[2] for part in command if part.startswith("--defaults-file")]
        assert all(Path(file).parent == tmp_path for file in options)
        seen.append((command, [Path(file).read_text() for file in options]))

    monkeypatch.setattr(programs, "run", note)
    kind.dump(sa.make_url('pg://user:top"secret@host/name?unix_socket=/x'), tmp_path, without="lease")
    [(command, files)] = seen

    assert not any("secret" in part for part in command)
    assert all('password="top\\"secret"' in file and 'socket="/x"' in file for file in files)
