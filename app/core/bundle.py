"""ZIP archives from elsewhere: looked at before anything is read, and held against their manifest."""

from __future__ import annotations

import io
import re
import stat
import struct
import zlib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, BinaryIO, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import orjson

MAGIC = b"PK"
MANIFEST = "manifest.json"
POSTS = "posts.json"
FORMAT = "microblog-archive"
VERSION = 1
MOST_MEMBERS = 10_000
# As much of the list of members as is ever in memory, and as much of a manifest.
MOST_AT_ONCE = 1024 * 1024
READ_BYTES = 256 * 1024
# What damaged archives make Python's own library raise: RecursionError and NotImplementedError are
# RuntimeErrors, UnicodeDecodeError is a ValueError. A store that is away raises others.
DAMAGE = (BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError)
# Of a member's flags: encrypted, a patch for another file, strongly encrypted, with a masked header.
ENCRYPTED = 0x1 | 0x20 | 0x40 | 0x2000
# Absolute, on a drive, upwards, with another system's separator, or cut short by NUL.
UNSAFE_NAME = re.compile(r"^/|^[A-Za-z]:|(^|/)\.\.(/|$)|[\\\x00]|^$")
KINDS = frozenset({0, stat.S_IFREG, stat.S_IFDIR})


class Refused(Exception):
    """A file that is not read any further. `reason` is a key of the pages' sentences."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Listed(NamedTuple):
    """What a manifest says of a file."""

    size_bytes: int
    sha256: str


class _Cautious:
    """A file as ZipFile reads it, never much of it at once, however much it is told to read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = file.seek(0, io.SEEK_END)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place within the file. Raises BadZipFile."""
        place = {io.SEEK_SET: 0, io.SEEK_CUR: self._file.tell(), io.SEEK_END: self._size}[whence] + offset
        if not 0 <= place <= self._size:
            raise BadZipFile("points outside of itself")
        return self._file.seek(place)

    def tell(self) -> int:
        """Where we are."""
        return self._file.tell()

    def seekable(self) -> bool:
        """ZipFile asks."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Read so much, or the rest. Raises BadZipFile where that is too much at once."""
        wanted = self._size - self._file.tell() if size < 0 else size
        if wanted > MOST_AT_ONCE:
            raise BadZipFile("too much to read at once")
        return self._file.read(wanted)


def open_bundle(file: BinaryIO, *, most_bytes: int) -> ZipFile:
    """Open an archive of which nothing can do harm, unpacked no larger than that. Raises Refused."""
    try:
        bundle = ZipFile(_Cautious(file))
    except DAMAGE as error:
        if isinstance(error.__context__, OSError):
            # ZipFile takes an archive whose store is away for one that is damaged.
            raise error.__context__ from None
        raise Refused("damaged") from error
    members = bundle.infolist()
    if len(members) > MOST_MEMBERS:
        raise Refused("too-many-files")
    for member in members:
        _inspect(member)
    if len({member.filename.casefold() for member in members}) < len(members):
        raise Refused("same-name")
    if sum(member.file_size for member in members) > most_bytes:
        raise Refused("too-large")
    return bundle


def manifest(bundle: ZipFile) -> Mapping[str, Listed] | None:
    """What an archive says of its files, if it says so. Raises Refused."""
    if MANIFEST not in bundle.namelist():
        return None
    if bundle.getinfo(MANIFEST).file_size > MOST_AT_ONCE:
        raise Refused("too-large")
    try:
        with bundle.open(MANIFEST) as file:
            # A size makes ZipFile unpack no more than that, whatever the member says of itself.
            told: Any = orjson.loads(file.read(MOST_AT_ONCE))
        if told["format"] != FORMAT or told["version"] > VERSION:
            raise Refused("newer")
        return {name: Listed(int(one["bytes"]), str(one["sha256"])) for name, one in told["files"].items()}
    except (*DAMAGE, LookupError, TypeError, AttributeError) as error:
        raise Refused("damaged") from error


def manifest_faults(bundle: ZipFile) -> Iterator[str]:
    """In what an archive differs from its manifest, a sentence each. Raises Refused."""
    listed = manifest(bundle)
    if listed is None:
        yield f"{MANIFEST}: not there"
        return
    found = {member.filename: member for member in bundle.infolist() if not member.is_dir()}
    for name in sorted(listed.keys() - found.keys()):
        yield f"{name}: listed, but not there"
    for name in sorted(found.keys() - listed.keys() - {MANIFEST}):
        yield f"{name}: there, but not listed"
    for name in sorted(found.keys() & listed.keys()):
        yield from _file_faults(bundle, found[name], listed[name])


def _file_faults(bundle: ZipFile, member: ZipInfo, listed: Listed) -> Iterator[str]:
    if member.file_size != listed.size_bytes:
        yield f"{member.filename}: {member.file_size} bytes, and {listed.size_bytes} listed"
        return
    digest = sha256()
    try:
        with bundle.open(member) as file:
            while chunk := file.read(READ_BYTES):
                digest.update(chunk)
    except DAMAGE as error:
        yield f"{member.filename}: damaged ({error})"
    else:
        if digest.hexdigest() != listed.sha256:
            yield f"{member.filename}: not the content that is listed"


def _inspect(member: ZipInfo) -> None:
    # The name as it is written: ZipFile cuts it at NUL.
    if UNSAFE_NAME.search(member.orig_filename):
        raise Refused("unsafe-name")
    if stat.S_IFMT(member.external_attr >> 16) not in KINDS:
        raise Refused("link")
    if member.flag_bits & ENCRYPTED:
        raise Refused("encrypted")
    if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise Refused("compression")
