"""Which backups are kept: the newest, and of days that are over the last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.backups.manifest import FILE, day_of, name_at
from app.backups.place import Listing

# What has no manifest after so long will never have one.
UNFINISHED_FOR = timedelta(days=1)


def superfluous(names: Iterable[str], *, newest: int, days: int) -> list[str]:
    """The backups that are neither among the newest nor the last of one of the last days that have any."""
    ordered = sorted(names, reverse=True)
    last_of_day: dict[str, str] = {}
    for name in ordered:
        last_of_day.setdefault(day_of(name), name)
    kept = {*ordered[:newest], *[*last_of_day.values()][:days]}
    return [name for name in ordered if name not in kept]


def unfinished(listing: Listing, *, now: datetime) -> list[str]:
    """What was begun long ago and never finished."""
    long_ago = name_at(now - UNFINISHED_FOR)
    return [name for name, files in listing.items() if FILE not in files and name < long_ago]


def paths(listing: Listing, names: Iterable[str]) -> list[str]:
    """The files of backups, of each the manifest first: what is half deleted is no backup."""
    return [
        f"{name}/{file}"
        for name in names
        for file in sorted(listing.get(name, ()), key=lambda file: (file != FILE, file))
    ]
