"""The databases that fail under the application, each in its own way."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from config import database_url
from deploy.local.places import DATABASE
from deploy.local.servers import LOOPBACK, free_ports
from tests.support import databases
from tests.support.servers import wait_for


class Sqlite:
    """A file."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / DATABASE}"
        self._file = folder / DATABASE

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """Nobody else can write within this."""
        with contextlib.closing(sqlite3.connect(self._file, timeout=30, isolation_level=None)) as database:
            database.execute("BEGIN EXCLUSIVE")
            yield
            database.execute("ROLLBACK")


class Postgres:
    """A server of its own, which can be stopped and started."""

    name = "postgres"

    def __init__(self, folder: Path, address: str) -> None:
        self._folder, self._address, [self._port] = folder, address, free_ports(1)
        self._programs = databases.postgres_programs()
        self._user = databases.NOBODY if os.geteuid() == 0 else None
        self._server: subprocess.Popen[bytes] | None = None
        self.url = self.database("postgres")
        init = f"{self._programs}/initdb -D {folder}/data -U test --auth=trust -E UTF8 --no-sync"
        subprocess.run(init.split(), check=True, user=self._user, cwd=folder, capture_output=True)
        with (folder / "data" / "pg_hba.conf").open("a") as trusted:
            trusted.write(f"host all all {address}/24 trust\n")

    def database(self, name: str) -> str:
        """The URL of one of its databases."""
        return database_url(f"postgresql://test@{self._address}:{self._port}/{name}")

    def start(self) -> None:
        """Serve (again)."""
        if self._server is not None:
            return
        serve = f"{self._programs}/postgres -D {self._folder}/data -h {self._address} -p {self._port}"
        command = [*serve.split(), "-k", str(self._folder), "-c", "fsync=off"]
        with (self._folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                command, stdout=log, stderr=log, user=self._user, cwd=self._folder, start_new_session=True
            )
        wait_for(lambda: databases.answers(self.database("postgres")), "PostgreSQL to answer")

    def stop(self) -> None:
        """End at once, hanging up on everybody."""
        server, self._server = self._server, None
        if server:
            server.send_signal(signal.SIGINT)
            server.wait(30)

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """Nobody can reach it within this."""
        self.stop()
        yield
        self.start()


@contextlib.contextmanager
def postgres(address: str = LOOPBACK) -> Iterator[Postgres]:
    """A PostgreSQL that runs, and serves this host's network."""
    with databases.server_folder() as folder:
        server = Postgres(folder, address)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def engine(url: str) -> sa.Engine:
    """A way in for tests, which keeps no connection open."""
    made = sa.create_engine(url, poolclass=NullPool)
    if made.dialect.name == "sqlite":
        sa.event.listen(made, "connect", _configure)
    return made


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys=ON").close()
    connection.execute("PRAGMA busy_timeout=30000").close()
