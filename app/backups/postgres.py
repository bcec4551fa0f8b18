"""Snapshots of PostgreSQL, by `pg_dump`."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.engine import URL

from app.backups import programs
from app.backups.errors import BackupError, Damaged
from environment import of_postgres

FILE = "database.pgdump"
# A random word that newer releases write around each script; no row of data begins so.
RANDOM_LINES = (b"\\restrict ", b"\\unrestrict ")


def dump(url: URL, folder: Path, *, without: str) -> Path:
    """Write a snapshot of one moment, without the rows of a table. Raises BackupError."""
    file = folder / FILE
    # It is packed later, as the snapshots of other databases are.
    form = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges"]
    left_out = f"--exclude-table-data={without}"
    programs.run(["pg_dump", *form, left_out, f"--file={file}", *_address(url)], environ=_environ(url))
    return file


def fingerprint(file: Path) -> str:
    """What changes with what is in a snapshot: its script, for the file itself holds the time."""
    digest = hashlib.sha256()
    with tempfile.TemporaryFile() as script:
        programs.run(["pg_restore", "--file=-", str(file)], stdout=script)
        script.seek(0)
        for line in script:
            if not line.startswith(RANDOM_LINES):
                digest.update(line)
    return digest.hexdigest()


def check(file: Path) -> None:
    """Raises Damaged if a snapshot cannot be read to its end."""
    try:
        programs.run(["pg_restore", "--file=/dev/null", str(file)])
    except BackupError as error:
        raise Damaged(f"{file.name} cannot be read: {error}") from error


def load(url: URL, file: Path, *, at_last: Callable[[], None]) -> None:
    """Load a snapshot into an empty database, all of it or nothing. Raises BackupError."""
    at_last()
    how = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    programs.run(["pg_restore", *how, *_address(url), str(file)], environ=_environ(url))


def _address(url: URL) -> list[str]:
    # Not `set()`, which takes None for nothing to change: the password would be in the arguments.
    address = url.difference_update_query(["password"])._replace(drivername="postgresql", password=None)
    return [f"--dbname={address.render_as_string(hide_password=False)}"]


def _environ(url: URL) -> dict[str, str]:
    """What says how to connect, besides the address: the driver heeds the same variables."""
    password = url.query.get("password") or url.password
    return of_postgres() | ({"PGPASSWORD": str(password)} if password else {})
