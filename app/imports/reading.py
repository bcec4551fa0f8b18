"""What was uploaded, recognised by its content: an archive of ours, or the posts.json out of one."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, BinaryIO, NamedTuple

from app.core import bundle
from app.core.bundle import Listed, Refused
from app.imports.parser import Readable, Stream, entries
from app.jobs.progress import Progress

# An archive says everything three times: for programs, for spreadsheets, and for people.
UNPACKED_TIMES = 8
# What some editors put before UTF-8.
MARK = b"\xef\xbb\xbf"
HEAD_BYTES = 256


class Source(NamedTuple):
    """The posts of an uploaded file, how large they are unpacked, and what its manifest says of them."""

    file: Readable
    size_bytes: int
    listed: Listed | None


def check(file: BinaryIO, *, most_bytes: int, on_progress: Progress) -> int:
    """Read a file to its end and import nothing; how many entries there are. Raises Refused."""
    with _opened(file, most_bytes=most_bytes) as source:
        stream = Stream(source.file, on_read=lambda done: on_progress(done, source.size_bytes))
        total = sum(1 for _ in entries(stream))
        if source.listed and source.listed != (stream.bytes_read, stream.sha256()):
            raise Refused("altered")
        return total


def read(file: BinaryIO, *, most_bytes: int) -> Generator[Any]:
    """The entries of a file that has been checked."""
    with _opened(file, most_bytes=most_bytes) as source:
        yield from entries(Stream(source.file, on_read=lambda _done: None))


@contextmanager
def _opened(file: BinaryIO, *, most_bytes: int) -> Generator[Source]:
    """The posts.json that a file is or holds. Raises Refused."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if head.startswith(bundle.MAGIC):
        with _out_of_archive(file, most_bytes=UNPACKED_TIMES * most_bytes) as source:
            yield source
    elif head.removeprefix(MARK).lstrip()[:1] in {b"{", b"["}:
        begin = len(MARK) if head.startswith(MARK) else 0
        size = file.seek(0, 2) - begin
        file.seek(begin)
        yield Source(file, size, None)
    else:
        raise Refused("unknown")


@contextmanager
def _out_of_archive(file: BinaryIO, *, most_bytes: int) -> Generator[Source]:
    archive = bundle.open_bundle(file, most_bytes=most_bytes)
    if bundle.POSTS not in archive.namelist():
        raise Refused("no-posts")
    manifest = bundle.manifest(archive)
    if manifest is not None and bundle.POSTS not in manifest:
        raise Refused("altered")
    listed = manifest[bundle.POSTS] if manifest else None
    try:
        posts = archive.open(bundle.POSTS)
    except bundle.DAMAGE as error:
        raise Refused("damaged") from error
    with posts:
        yield Source(posts, archive.getinfo(bundle.POSTS).file_size, listed)
