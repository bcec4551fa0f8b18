"""A ZIP that is written a file at a time, and says at its end what is in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from typing import Any, BinaryIO, Self, cast

# Level 1 packs posts to 38 %, level 6 to 35 % in three and a half times the time (bench/README.md).
LEVEL = 1


class Package:
    """A ZIP under way. One of its files is written at a time."""

    def __init__(self, to: BinaryIO, *, made_at: datetime, large: bool) -> None:
        self._zip = zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        self._made_at = made_at.timetuple()[:6]
        # Files above 2 GiB need another kind of header, which is known before they are written.
        self._large = large
        # What the manifest says of each: its size and its checksum.
        self.files: dict[str, dict[str, Any]] = {}

    @contextmanager
    def new_file(self, name: str) -> Generator[BinaryIO]:
        """A file to write. It counts when it was left without an error."""
        info = zipfile.ZipInfo(name, self._made_at)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        with self._zip.open(info, "w", force_zip64=self._large) as member:
            file = Summed(member)
            yield cast("BinaryIO", file)
        self.files[name] = {"bytes": file.size, "sha256": file.digest.hexdigest()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Write the directory, without which it is no ZIP."""
        self._zip.close()


class Summed(io.RawIOBase):
    """A file that counts and sums what is written to it."""

    def __init__(self, to: Any) -> None:
        self._to = to
        self.size = 0
        self.digest = sha256()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, content: Any) -> int:
        """Write all of it."""
        self._to.write(content)
        self.digest.update(content)
        size = memoryview(content).nbytes
        self.size += size
        return size
