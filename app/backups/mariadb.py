"""Snapshots of MariaDB, by `mariadb-dump`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL

from app.backups import programs
from app.backups.errors import Damaged
from app.backups.manifest import Content

FILE = "database.sql"
LAST_LINE = b"-- Dump completed"
# There while a snapshot is being loaded, and for ever if that breaks off.
LOADING = "microblog_is_being_restored"
# The driver's names of options, where the client's are others.
OPTIONS = {"unix_socket": "socket", "ssl_ca": "ssl-ca", "ssl_cert": "ssl-cert", "ssl_key": "ssl-key"}


def dump(url: URL, folder: Path, *, without: str) -> Path:
    """Write a snapshot of one moment, without the rows of a table. Raises BackupError."""
    file = folder / FILE
    form = ["--single-transaction", "--quick", "--skip-dump-date", "--hex-blob", "--no-tablespaces"]
    left_out = f"--ignore-table-data={url.database}.{without}"
    with _options(url, folder) as options, file.open("wb") as script:
        command = ["mariadb-dump", options, *form, left_out, str(url.database)]
        programs.run(command, stdout=script)
    return file


def fingerprint(file: Path) -> str:
    """What changes with what is in a snapshot."""
    return Content.of(file).sha256


def check(file: Path) -> None:
    """Raises Damaged if a snapshot was cut off."""
    with file.open("rb") as script:
        script.seek(max(0, file.stat().st_size - 200))
        if LAST_LINE not in script.read():
            raise Damaged(f"{file.name} has no end")


def load(url: URL, file: Path, *, at_last: Callable[[], None]) -> None:
    """Load a snapshot into an empty database. Raises BackupError."""
    at_last()
    with _options(url, file.parent) as options, file.open("rb") as script:
        command = ["mariadb", options, "--batch", str(url.database)]
        # It takes a snapshot table by table, and half of one must not pass for a site.
        programs.run([*command, f"--execute=CREATE TABLE {LOADING} (id INTEGER)"])
        programs.run(command, stdin=script)
        programs.run([*command, f"--execute=DROP TABLE {LOADING}"])


@contextmanager
def _options(url: URL, folder: Path) -> Generator[str]:
    """The argument that names a file, for us alone, with the password and the address."""
    told: dict[str, object] = {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "password": url.password,
    }
    told |= {ours: url.query.get(theirs) for theirs, ours in OPTIONS.items()}
    lines = [f"{name}={_quoted(str(value))}" for name, value in told.items() if value]
    with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".cnf") as file:
        file.write("\n".join(["[client]", "default-character-set=utf8mb4", *lines, ""]))
        file.flush()
        yield f"--defaults-file={file.name}"


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
