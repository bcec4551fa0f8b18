"""Restoring: a backup is fetched and checked whole before anything is touched."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from app.backups import places, room, snapshot
from app.backups.backup import read_manifest
from app.backups.errors import BackupError, NoBackup, NotEmpty, explaining
from app.backups.manifest import Manifest
from app.backups.place import Place, finished
from app.backups.workshop import workshop
from app.core.alone import alone
from app.extensions import db
from config import BASE_DIR

SQLITE = "sqlite"


def choose(place: Place, name: str | None) -> str:
    """The full name of a backup by its beginning, or the latest. Raises BackupError."""
    names = finished(place.listing())
    if not names:
        raise NoBackup(f"there is no backup in {place.where}")
    found = [each for each in names if each.startswith(name)] if name else names[-1:]
    if len(found) != 1:
        raise BackupError("several backups begin so" if found else f"there is no backup {name}")
    return found[0]


def fetch(place: Place, name: str, folder: Path) -> tuple[Manifest, Path]:
    """Fetch a backup and look whether it is sound; its manifest and its snapshot. Raises BackupError."""
    manifest = read_manifest(place, name, folder)
    for each in manifest.files:
        place.fetch(f"{name}/{each}", folder / each)
    manifest.check(folder)
    snapshots = [each for each in manifest.files if each.startswith("database.")]
    if len(snapshots) != 1:
        raise BackupError(f"{name}: there is no snapshot in it")
    return manifest, snapshot.unpack(folder / snapshots[0], kind=manifest.database)


def restore(name: str | None = None, *, replace: bool = False) -> tuple[Manifest, Path | None]:
    """Put a backup where the database is; what it was, and where the older database is now.

    Raises BackupError, having touched nothing, if the database holds anything and is not to be replaced.
    """
    refuse = partial(_refuse_to_overwrite, replace=replace)
    with _alone():
        refuse()
        place = places.configured()
        with workshop() as folder:
            manifest, file = fetch(place, choose(place, name), folder)
            _refuse_what_does_not_fit(manifest)
            # To fetch it may have taken long.
            at_last = refuse if manifest.database == SQLITE else room.make
            return manifest, snapshot.load(file, at_last=at_last)


def _alone() -> AbstractContextManager[None]:
    with explaining("the folder of the database cannot be made", OSError):
        return alone(db.engine)


def _refuse_to_overwrite(*, replace: bool) -> None:
    if replace:
        if snapshot.kind_name() != SQLITE:
            raise BackupError("only a file can be replaced: name an empty database in DATABASE_URL")
        return
    try:
        held = snapshot.holds_data()
    except SQLAlchemyError as error:
        raise BackupError(
            "the database cannot be read: if it is damaged, replace it with --replace"
        ) from error
    if held:
        raise NotEmpty


def _refuse_what_does_not_fit(manifest: Manifest) -> None:
    if manifest.database != (ours := snapshot.kind_name()):
        raise BackupError(f"{manifest.name} is of {manifest.database}, and cannot be loaded into {ours}")
    if manifest.schema is not None:
        try:
            ScriptDirectory(str(BASE_DIR / "migrations")).get_revision(manifest.schema)
        except CommandError as error:
            raise BackupError(
                f"{manifest.name} is of a newer release, with migration {manifest.schema}"
            ) from error
