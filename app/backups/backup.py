"""Making a backup, unless there is one of the same already."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from app.backups import beside, keep, manifest, places, snapshot
from app.backups.errors import Damaged
from app.backups.manifest import Content, Manifest
from app.backups.place import Listing, Place, finished
from app.backups.workshop import workshop
from app.core import clock
from app.extensions import db

# A backup at a time, whoever asks for it.
LEASE = "backup"


def back_up() -> Manifest | None:
    """Push a backup; None if there is nothing new to keep. Raises BackupError."""
    place = places.configured()
    if not snapshot.holds_data():
        # An instance that was begun anew must not push the backups of its predecessor out.
        return None
    with workshop() as folder:
        # Asked before: a migration that comes between only makes it an older one, which may be restored.
        schema = snapshot.schema()
        file, others = snapshot.take(folder), beside.write(folder)
        db.session.rollback()
        seen = [snapshot.fingerprint(file), *(Content.of(each).sha256 for each in others)]
        fingerprint, listing = manifest.fingerprint(seen), place.listing()
        if (last := _last(place, listing, folder)) and last.fingerprint == fingerprint:
            return None
        snapshot.check(file)
        packed = {each.name: Content.of(each) for each in [snapshot.pack(file), *others]}
        made = Manifest(_next_name(listing), clock.now(), snapshot.kind_name(), schema, fingerprint, packed)
        files = [*(folder / name for name in made.files), made.write(folder)]
        halves = keep.paths(listing, keep.unfinished(listing, now=made.made_at))
        place.push(made.name, files, drop=_superfluous(listing, made), halves=halves)
    return made


def read_manifest(place: Place, name: str, folder: Path) -> Manifest:
    """The manifest of a backup. Raises BackupError."""
    to = folder / manifest.FILE
    place.fetch(f"{name}/{manifest.FILE}", to)
    return Manifest.read(to, name=name)


def _last(place: Place, listing: Listing, folder: Path) -> Manifest | None:
    names = finished(listing)
    try:
        return read_manifest(place, names[-1], folder) if names else None
    except Damaged:
        # Then it is no reason to make none.
        return None


def _next_name(listing: Listing) -> str:
    # After a clock that was ahead every new one would be the oldest, which goes first.
    least = [manifest.moment_after(name) for name in finished(listing)[-1:]]
    return manifest.name_at(max([clock.now(), *least]))


def _superfluous(listing: Listing, made: Manifest) -> list[str]:
    settings = current_app.config
    numbers = {"newest": settings["BACKUP_KEEP"], "days": settings["BACKUP_KEEP_DAYS"]}
    return keep.paths(listing, keep.superfluous([*finished(listing), made.name], **numbers))
