"""A site with a database and a place for backups of its own, which tests may destroy."""

from __future__ import annotations

import pytest

from app import db
from app.backups import places
from app.backups.folder import Folder
from app.backups.place import finished
from tests import factories
from tests.support.apps import another_app, changing


@pytest.fixture
def place(tmp_path):
    """The folder of the backups."""
    (folder := tmp_path / "place").mkdir()
    return folder


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """The file of the database."""
    return tmp_path_factory.mktemp("site") / "site.db"


@pytest.fixture(scope="module")
def own_app(whole_apps, database):
    """An application on that database, and what is in the file when nobody is in the tables."""
    with another_app(whole_apps("sqlite"), SQLALCHEMY_DATABASE_URI=f"sqlite:///{database}") as own_app:
        with own_app.app_context():
            db.create_all()
            db.session.remove()
            db.engine.dispose()
        yield own_app, database.read_bytes()


@pytest.fixture
def site(own_app, database, place, monkeypatch):
    """The site, in its context, with nobody in it."""
    site, empty = own_app
    for file in database.parent.glob("site.db*"):
        file.unlink()
    database.write_bytes(empty)
    monkeypatch.setitem(site.config, "BACKUP_URL", str(place))
    with site.app_context():
        yield site
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def set_(site, monkeypatch):
    """Change settings for the test: `set_(BACKUP_KEEP=1)`."""
    return changing(site, monkeypatch)


@pytest.fixture
def alice(site):
    """Somebody, so that there is something to keep."""
    return factories.user(username="alice")


@pytest.fixture
def names(site):
    """The names of the backups that there are."""
    return lambda: finished(places.configured().listing())


@pytest.fixture
def flask(site):
    """`flask …`, whose exit code must be the expected one."""

    def run(*arguments, code=0):
        result = site.test_cli_runner().invoke(args=arguments)
        assert result.exit_code == code, result.output
        return result.output

    return run


def meanwhile(monkeypatch, do):
    """Have something happen once a snapshot has been fetched."""
    fetch = Folder.fetch

    def fetch_slowly(self, path, to):
        fetch(self, path, to)
        if "database." in path:
            monkeypatch.setattr(Folder, "fetch", fetch)
            do()
            db.session.remove()

    monkeypatch.setattr(Folder, "fetch", fetch_slowly)
