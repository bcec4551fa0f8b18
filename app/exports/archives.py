"""Archives: built once for each task, published when whole, and thrown away when their time is up."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import NamedTuple
from zipfile import ZipFile

from app.core import bundle, clock, storage
from app.exports import archive, contents
from app.exports.models import FOLDER, Archive, Export, Standing, new_key, path_of
from app.exports.packing import Collected, Packer
from app.extensions import db
from app.jobs import progress
from app.jobs.progress import Progress
from app.transactions import insist


class Milestone(NamedTuple):
    """Where the bar is, and how much of the time has passed by then, both in hundredths."""

    bar: int
    passed: int


# Most of the bar is for collecting, then comes packing, and the mail has the rest. Most of the time goes into
# packing, as measured: without that, who asks while posts are collected would be told far too little.
BEGUN, COLLECTED, PACKED = Milestone(0, 0), Milestone(80, 20), Milestone(95, 97)
WHOLE = 100
# Packing is long and has little of the bar, which moves in tenths of those.
FINER = 10


def build(export: Export, *, on_progress: Progress) -> Archive:
    """Collect, pack and store what an export asks for. Raises OSError or StorageError."""
    made_at, key = clock.now(), new_key()
    with TemporaryFile() as posts, TemporaryFile() as package:
        collected = _counted(_part(on_progress, BEGUN, COLLECTED))
        count = archive.write(contents.posts(export), to=posts, on_progress=collected)
        posts_bytes = posts.tell()
        whole = Collected(export, posts, count, made_at)
        Packer(whole, to=package, on_progress=_part(on_progress, COLLECTED, PACKED)).pack()
        archive_bytes = package.tell()
        package.seek(0)
        storage.put(path_of(export.id, key), package)
    return {
        "key": key,
        "posts_count": count,
        "posts_bytes": posts_bytes,
        "archive_bytes": archive_bytes,
        "exported_at": made_at.isoformat(),
    }


def posts_of(export: Export) -> bytes:
    """posts.json, taken out of the archive. Raises FileNotFoundError."""
    with storage.open_file(export.path) as file, ZipFile(file) as package:
        return package.read(bundle.POSTS)


def tidy(export_id: str) -> None:
    """Throw away what is stored for an export and not to be kept, unless it is being made."""
    # Listed first: what a run that begins meanwhile stores is not in the list, and is left alone.
    stored = [*storage.paths(f"{FOLDER}/{export_id}")]
    export = db.session.get(Export, export_id, populate_existing=True)
    if export and export.standing is Standing.PREPARING:
        return
    keep = export.path if export and export.standing is Standing.READY else None
    if export and export.standing is Standing.CANCELLED:
        # Begun again it may fail, and must not promise what was thrown away.
        insist(lambda: Export.withdraw(export_id))
    for path in stored:
        if path != keep:
            storage.delete(path)


def leftovers() -> Iterable[str]:
    """The ids of the exports of which something is stored that is not to be kept."""
    stored = {PurePosixPath(path).parent.name for path in storage.paths(FOLDER)}
    return stored - Export.kept_ids() if stored else stored


def _part(on_progress: Progress, start: Milestone, stop: Milestone) -> Progress:
    """A part of the whole bar."""

    def told(done: int, total: int) -> None:
        share = done / max(total, 1)
        progress.foresee((start.passed + (stop.passed - start.passed) * share) / WHOLE)
        on_progress(int(FINER * (start.bar + (stop.bar - start.bar) * share)), FINER * WHOLE)

    return told


def _counted(on_progress: Progress) -> Progress:
    """The same, told to people in posts too."""

    def told(done: int, total: int) -> None:
        progress.count(done, total)
        on_progress(done, total)

    return told
