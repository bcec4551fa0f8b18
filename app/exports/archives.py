"""Archives: built once for each task, published when whole, and thrown away when their time is up."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from zipfile import ZipFile

from app.core import bundle, clock, storage
from app.exports import archive, contents
from app.exports.models import FOLDER, Archive, Export, Standing, new_key, path_of
from app.exports.packing import Collected, Packer
from app.extensions import db
from app.jobs.progress import Progress
from app.transactions import insist

# The bar counts in hundredths: most of them for collecting, then packing, and the mail has the rest.
COLLECTED, PACKED, WHOLE = 80, 95, 100


def build(export: Export, *, on_progress: Progress) -> Archive:
    """Collect, pack and store what an export asks for. Raises OSError or StorageError."""
    made_at, key = clock.now(), new_key()
    with TemporaryFile() as posts, TemporaryFile() as package:
        collected = _part(on_progress, 0, COLLECTED)
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


def _part(on_progress: Progress, start: int, stop: int) -> Progress:
    """A part of the whole bar."""

    def told(done: int, total: int) -> None:
        on_progress(start + (stop - start) * done // max(total, 1), WHOLE)

    return told
