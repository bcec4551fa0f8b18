"""An application with a real database and a real Valkey for every test, and people to visit it as."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from app import create_app, db
from app.accounts import credentials
from app.extensions import mail
from app.models import User
from config import Config
from tests import factories
from tests.support import choice
from tests.support.apps import changing
from tests.support.databases import Place, kind_of, place_of
from tests.support.emptying import empty_tables
from tests.support.page import Visitor
from tests.support.pools import AtOnce
from tests.support.servers import valkey
from tests.support.statements import before_each


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the databases be chosen."""
    choice.add_option(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Explain the mark."""
    config.addinivalue_line("markers", choice.MARK)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let a test have its turn on each database."""
    choice.parametrize(metafunc)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Valkey of this test process."""
    with valkey(tmp_path_factory.mktemp("valkey")) as url:
        yield url


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Place]]:
    """Where databases of a kind are made; a server is started when a test first needs it."""
    with ExitStack() as started:
        yield cache(lambda kind: started.enter_context(place_of(kind, tmp_path_factory.mktemp(kind))))


@pytest.fixture(scope="session")
def whole_apps(
    tmp_path_factory: pytest.TempPathFactory, redis_url: str, places: Callable[[str], Place]
) -> Iterator[Callable[[str], Flask]]:
    """The applications that all tests of a process share, one for each kind of database."""
    # Argon2's real cost would be most of the tests' time.
    credentials.hasher = credentials.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with ExitStack() as made:

        def make(kind: str) -> Flask:
            url = made.enter_context(places(kind).database())
            return made.enter_context(shared_app(settings(url, redis_url, tmp_path_factory.mktemp("app"))))

        yield cache(make)


@contextmanager
def shared_app(configuration: type[Config]) -> Iterator[Flask]:
    """An application whose tables are made once, and emptied after each test."""
    application = create_app(configuration)
    # What one test left behind is not to be mended in the middle of another.
    application.extensions["visits"].swept_at = float("inf")
    # What follows an answer is done when a test has closed it.
    application.extensions["after"].pool = AtOnce()
    with application.app_context():
        db.create_all()
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def whole_app(
    request: pytest.FixtureRequest, pytestconfig: pytest.Config, whole_apps: Callable[[str], Flask]
) -> Flask:
    """The application on the database whose turn it is."""
    return whole_apps(getattr(request, "param", None) or choice.chosen(pytestconfig)[0])


def settings(database_url: str, redis_url: str, folder: Path) -> type[Config]:
    """A configuration that owes nothing to this machine's environment."""

    class Settings(Config):
        TESTING = True
        SECRET_KEY = "a key for tests, which nobody needs to guess"
        SQLALCHEMY_DATABASE_URI = database_url
        REDIS_URL = redis_url
        MAILBOX_DIR = str(folder / "mailbox")
        STORAGE_URL = f"file://{folder / 'storage'}"
        NOTICES_FILE = str(folder / "notices.jsonl")
        RATELIMIT_ENABLED = False
        # The model is large, and guesses in a thread of their own would reach into the next test.
        GUESS_LANGUAGES = False

    return Settings


@pytest.fixture
def app(whole_app: Flask) -> Iterator[Flask]:
    """The application, in a context, with nothing in its database and its queue."""
    with whole_app.app_context():
        yield whole_app
        db.session.rollback()
        empty_tables()
    whole_app.redis.flushdb()


@pytest.fixture
def new_database(whole_app: Flask, places: Callable[[str], Place]) -> Iterator[str]:
    """The URL of another database of the same kind, with nothing in it."""
    with places(kind_of(whole_app.config["SQLALCHEMY_DATABASE_URI"])).database() as url:
        yield url


@pytest.fixture
def as_(app: Flask) -> Callable[[User], Visitor]:
    """Visit the site as a user: `as_(alice).get("/")`."""
    return lambda user: Visitor(app, user)


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    """Somebody who is not logged in."""
    return Visitor(app)


@pytest.fixture
def alice(app: Flask) -> User:
    """The owner of things."""
    return factories.user(username="alice")


@pytest.fixture
def bob(app: Flask) -> User:
    """Somebody whom Alice may follow."""
    return factories.user(username="bob")


@pytest.fixture
def mallory(app: Flask) -> User:
    """Somebody who tries what they may not."""
    return factories.user(username="mallory")


@pytest.fixture
def outbox(app: Flask) -> Iterator[list]:
    """The mails that would have left."""
    with mail.record_messages() as messages:
        yield messages


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """What the database is told from here on."""
    told: list[str] = []
    with before_each(told.append):
        yield told


@pytest.fixture
def setting(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Change settings for the test: `setting(JOB_MOST_ATTEMPTS=1)`."""
    return changing(app, monkeypatch)
